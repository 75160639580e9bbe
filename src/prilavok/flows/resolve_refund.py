"""What a terminal was to give back and has not said is told it again until it has; what it comes to is written down."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from prilavok.adapters.payments.port import Refunded
from prilavok.adapters.payments.port.asking import refund_once
from prilavok.domains.orders.actions import lock_orders, note_refunded
from prilavok.domains.payments.actions import end_refund
from prilavok.domains.payments.queries import paid_for, read_refund
from prilavok.domains.payments.types import RefundView
from prilavok.flows.reach_terminal import reach_for_refund
from prilavok.flows.settle_money import settle_refunded
from prilavok.flows.tell_surplus import close_surplus, tell_surplus
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, outside_job

needs = None  # the house itself asks
EVERY = timedelta(seconds=5)
LATER = timedelta(seconds=60)
STATES: Mapping[str, Literal["done", "refused", "unknown"]] = {
    "done": "done",
    "refused": "refused",
    "pending": "unknown",
}


def tell_later(refund: UUID, run_at: datetime, *, actor: Actor, at: datetime) -> None:
    """Queue the next telling of a refund, within the caller's story."""
    key, facts = f"{refund}:{run_at:%Y%m%d%H%M%S%f}", {"refund": str(refund)}
    queue_jobs([NewJob(verb="payment.give_back", facts=facts, key=key, queue="outside", run_at=run_at)], at)


def settle_refund(refund: UUID, said: Refunded, *, actor: Actor, at: datetime) -> RefundView:
    """Write down what became of a refund, within the caller's story; sent again where that is not known.

    What the terminal refuses to give back is still owed to the customer: a task says so.
    """
    held = lock_orders([read_refund(refund).order])
    ended = end_refund(refund, STATES[said.state], reason=said.reason, outside_id=said.outside_id, actor=actor, at=at)
    if ended.is_open:
        tell_later(refund, at + EVERY, actor=actor, at=at)
    elif ended.state == "done":
        settle_refunded(ended, actor=actor, at=at)
        if ended.order in held:
            note_refunded(ended.order, paid=paid_for(ended.order))
        owed = held[ended.order].owed if ended.order in held else 0
        close_surplus(ended.order, owed=owed, actor=actor, at=at)
    elif ended.order in held:  # of a sale that was never recorded the task still stands
        tell_surplus(held[ended.order], actor=actor, at=at)
    return ended


@outside_job("payment.give_back", again_when_unknown=True)
class GiveBack:
    """Give one refund back, or hear that it was: the terminal does it once for a key however often it is told."""

    def prepare(self, due: Due) -> RefundView | None:
        refund = read_refund(UUID(str(due.facts["refund"])))
        return refund if refund.is_open else None

    def call(self, due: Due, asked: RefundView) -> Refunded:
        return refund_once(*reach_for_refund(asked, actor=SYSTEM))

    def finish(self, due: Due, asked: RefundView, answer: Refunded) -> None:
        settle_refund(asked.id, answer, actor=SYSTEM, at=clock.now())

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        at = clock.now()
        tell_later(UUID(str(due.facts["refund"])), at + LATER, actor=SYSTEM, at=at)
