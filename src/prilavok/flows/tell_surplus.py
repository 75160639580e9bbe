"""More was taken for an order than is owed: somebody must see it and give it back, it is never silently kept."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import list_payments, list_refunds, read_attempt, surplus_of
from prilavok.domains.tasks.actions import finish_task, put_task
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.domains.tasks.types import NewTask
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.registry import Due, job

needs = None  # a part of other stories
KIND = "payment.surplus"
WITHIN = timedelta(hours=4)
#: a card is charged before its quick sale is recorded; one that is not recorded by then never will be
UNCLAIMED_AFTER = timedelta(minutes=30)


def tell_surplus(order: OrderView, *, actor: Actor, at: datetime) -> int:
    """Put the task payment.surplus where too much was taken, within the caller's story; by how many minor units.

    What is on its way back to a card is nobody's task, unless its bank refuses.
    """
    surplus = surplus_of(order.id, owed=order.owed) - sum(one.amount for one in list_refunds([order.id]) if one.is_open)
    if surplus > 0:
        _put(order.id, order.place, surplus, order.currency, actor, at)
    return max(surplus, 0)


def close_surplus(order: UUID, *, owed: int, actor: Actor, at: datetime) -> None:
    """End its tasks once nothing is too much any more, within the caller's story."""
    if surplus_of(order, owed=owed):
        return
    for task in list_tasks_about(order):
        if task.kind == KIND and task.done_at is None:
            finish_task(task.id, actor=actor, at=at)


@job("payment.claim")
def claim_payment(due: Due, actor: Actor = SYSTEM) -> None:
    """A card was charged for a sale: where that was never recorded all of it is too much."""
    attempt = read_attempt(UUID(str(due.facts["attempt"])))
    at = clock.now()
    if known := read_orders([attempt.order]):
        tell_surplus(known[attempt.order], actor=actor, at=at)
    else:
        _put(attempt.order, attempt.place, surplus_of(attempt.order, owed=0), attempt.currency, actor, at)


def _put(order: UUID, place: UUID | None, amount: int, currency: str, actor: Actor, at: datetime) -> None:
    # Once it was given back, as much again may be too much another time: that is another task.
    task = NewTask(
        kind=KIND,
        key=f"{KIND}:{order}:{amount}:{len(list_payments([order]))}",
        place=place,
        subject_kind="order",
        subject=order,
        due_at=at + WITHIN,
        facts={"amount": amount, "currency": currency},
    )
    put_task(task, actor=actor, at=at)
