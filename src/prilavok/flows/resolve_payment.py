"""A payment whose outcome is not known is asked about until it is, and what it comes to is written down."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from prilavok.adapters.payments.port import Charged, ask_once
from prilavok.domains.orders.actions import lock_orders, note_paid
from prilavok.domains.payments.actions import end_attempt
from prilavok.domains.payments.queries import paid_for, read_attempt
from prilavok.domains.payments.types import AttemptView
from prilavok.flows.issue_bought import issue_bought
from prilavok.flows.reach_terminal import reach_terminal
from prilavok.flows.tell_surplus import UNCLAIMED_AFTER, tell_surplus
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, outside_job

needs = None  # the house itself asks
#: a request that left this long ago has arrived or never will
UNDER_WAY = timedelta(seconds=60)
ASKED_EVERY = timedelta(seconds=3)
STATES: Mapping[str, Literal["captured", "refused", "unknown"]] = {
    "captured": "captured",
    "refused": "refused",
    "pending": "unknown",
}


def ask_later(attempt: AttemptView, run_at: datetime, *, actor: Actor, at: datetime) -> None:
    """Queue the next question about an attempt, within the caller's story."""
    key, facts = f"{attempt.id}:{run_at:%Y%m%d%H%M%S%f}", {"attempt": str(attempt.id)}
    queue_jobs([NewJob(verb="payment.ask", facts=facts, key=key, queue="outside", run_at=run_at)], at)


def settle_attempt(attempt: UUID, said: Charged, *, actor: Actor, at: datetime) -> AttemptView:
    """Write down what became of a charge, within the caller's story; asked again where that is not known yet.

    What was captured for an order that owes less by now, or for a sale that never came to be, becomes a task.
    """
    order = read_attempt(attempt).order
    held = lock_orders([order])
    ended = end_attempt(attempt, STATES[said.state], reason=said.reason, outside_id=said.outside_id, actor=actor, at=at)
    if ended.is_open:
        ask_later(ended, at + ASKED_EVERY, actor=actor, at=at)
    elif ended.state == "captured" and order in held:
        note_paid(order, paid=paid_for(order))
        if issue_bought(held[order], ended, actor=actor, at=at) is None:
            tell_surplus(held[order], actor=actor, at=at)
    elif ended.state == "captured":
        facts = {"attempt": str(attempt)}
        queue_jobs([NewJob(verb="payment.claim", facts=facts, key=str(attempt), run_at=at + UNCLAIMED_AFTER)], at)
    return ended


@outside_job("payment.ask", again_when_unknown=True)
class AskPayment:
    """Ask what became of one attempt; whoever is told that it is still not known asks again later."""

    def prepare(self, due: Due) -> AttemptView | None:
        attempt = read_attempt(UUID(str(due.facts["attempt"])))
        return attempt if attempt.is_open else None

    def call(self, due: Due, asked: AttemptView) -> Charged:
        arrived = clock.now() - asked.asked_at > UNDER_WAY
        return ask_once(*reach_terminal(asked, actor=SYSTEM), arrived=arrived)

    def finish(self, due: Due, asked: AttemptView, answer: Charged) -> None:
        settle_attempt(asked.id, answer, actor=SYSTEM, at=clock.now())

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        at = clock.now()
        ask_later(read_attempt(UUID(str(due.facts["attempt"]))), at + UNDER_WAY, actor=SYSTEM, at=at)
