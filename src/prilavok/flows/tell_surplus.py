"""More was taken for an order than is owed: somebody must see it and give it back, it is never silently kept."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import list_payments, list_refunds, read_attempt, surplus_of
from prilavok.domains.tasks.actions import finish_task, put_task
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.domains.tasks.types import NewTask, TaskView
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

    One task of an order is open at a time, and says what is too much now: one of another sum ends with it. What is on
    its way back to a card is nobody's task, unless its bank refuses.
    """
    surplus = _surplus(order.id, order.owed)
    if surplus:
        _put(order.id, order.place, surplus, order.currency, actor, at)
    return surplus


def close_surplus(order: UUID, *, owed: int, actor: Actor, at: datetime) -> None:
    """End its tasks once nothing is too much any more, within the caller's story; where less is, the task says so."""
    surplus = surplus_of(order, owed=owed)
    for task in _open(order):
        if surplus and task.facts["amount"] != surplus:
            _put(order, task.place, surplus, str(task.facts["currency"]), actor, at)
            return
        if not surplus:
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


def _surplus(order: UUID, owed: int) -> int:
    on_its_way = sum(one.amount for one in list_refunds([order]) if one.is_open)
    return max(surplus_of(order, owed=owed) - on_its_way, 0)


def _open(order: UUID) -> list[TaskView]:
    return [task for task in list_tasks_about(order) if task.kind == KIND and task.done_at is None]


def _put(order: UUID, place: UUID | None, amount: int, currency: str, actor: Actor, at: datetime) -> None:
    known = _open(order)
    stale = [one for one in known if one.facts["amount"] != amount]
    for old in stale:
        finish_task(old.id, actor=actor, at=at)
    if len(known) > len(stale):
        return
    # Once it was given back, as much again may be too much another time: that is another task.
    turn = sum(one.kind == KIND for one in list_tasks_about(order))
    due_at = min([at + WITHIN, *(one.due_at for one in known)])  # another sum makes nobody wait longer
    task = NewTask(
        kind=KIND, key=f"{KIND}:{order}:{amount}:{len(list_payments([order]))}:{turn}", place=place,
        subject_kind="order", subject=order, due_at=due_at, facts={"amount": amount, "currency": currency},
    )  # fmt: skip
    put_task(task, actor=actor, at=at)
