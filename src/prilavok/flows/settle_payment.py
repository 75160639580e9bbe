"""What a provider says of a payment is written down, and what follows from it: paid, held, told of, or asked again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from prilavok.adapters.payments.port import Charged, State
from prilavok.domains.orders.actions import lock_orders, note_paid
from prilavok.domains.payments.actions import close_attempt, end_attempt
from prilavok.domains.payments.queries import paid_for, read_attempt
from prilavok.domains.payments.types import AttemptView, Outcome
from prilavok.flows.give_back_beyond import give_back_beyond
from prilavok.flows.issue_bought import issue_bought
from prilavok.flows.payments_due import ASKED_EVERY, ask_again, ask_later, close_later
from prilavok.flows.settle_money import settle_taken
from prilavok.flows.tell_surplus import UNCLAIMED_AFTER, tell_surplus
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs

needs = None  # a part of other stories
STATES: Mapping[State, Literal["captured", "refused", "unknown", "waiting", "held", "released"]] = {
    "captured": "captured",
    "refused": "refused",
    "pending": "unknown",
    "waiting": "waiting",
    "held": "held",
    "released": "released",
}


def settle_attempt(attempt: UUID, said: Charged, *, actor: Actor, at: datetime) -> AttemptView:
    """Write down what became of a charge, within the caller's story; asked again where that is not known yet.

    What was captured for an order that owes less by now, or for a sale that never came to be, becomes a task; for one
    that was cancelled it goes back to the card. What is held for an order that is over is let go, a page of it ended.
    """
    before = read_attempt(attempt)
    held, order = lock_orders([before.order]), before.order
    ended = end_attempt(attempt, _outcome(said), actor=actor, at=at)
    if ended.state in ("taking", "freeing"):
        close_later(ended, at + ASKED_EVERY, actor=actor, at=at)
    elif ended.waits and order in held and held[order].commercial != "placed":  # it ended while its page was opened
        close_later(close_attempt(attempt, 0), at, actor=actor, at=at)
    elif ended.is_open or ended.waits:
        ask_again(ended, actor=actor, at=at)
    elif ended.state == "held" and (order not in held or held[order].commercial != "placed"):
        close_later(close_attempt(attempt, 0), at, actor=actor, at=at)
    elif ended.state == "held" and ended.state != before.state and ended.ends_at is not None:
        ask_later(ended, ended.ends_at, actor=actor, at=at)
    elif ended.state == "captured" and order in held:
        note_paid(order, paid=paid_for(order))
        settle_taken(order, ended.id, ended.amount, place=ended.place, actor=actor, at=at)
        if held[order].commercial == "cancelled":  # the bank was slower than whoever cancelled it
            give_back_beyond(held[order], actor=actor, at=at)
        elif issue_bought(held[order], ended, actor=actor, at=at) is None:
            tell_surplus(held[order], actor=actor, at=at)
    elif ended.state == "captured":
        facts = {"attempt": str(attempt)}
        queue_jobs([NewJob(verb="payment.claim", facts=facts, key=str(attempt), run_at=at + UNCLAIMED_AFTER)], at)
    return ended


def _outcome(said: Charged) -> Outcome:
    ends_at = datetime.fromtimestamp(said.until, UTC) if said.until else None
    return Outcome(STATES[said.state], said.reason, said.outside_id, said.taken, said.link, ends_at)
