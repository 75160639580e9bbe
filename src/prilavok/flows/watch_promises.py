"""What was promised and will not be ready in time is noticed before it is late: its customer is told, its store too."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.actions import lock_order
from prilavok.domains.orders.queries import find_doubt
from prilavok.domains.shipments.actions import say_late
from prilavok.domains.shipments.queries import list_endangered, read_promise, shipment_of_id
from prilavok.domains.tasks.actions import finish_about, put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.promise_home import put_off_unpaid
from prilavok.flows.tell_of_supply import AWAITED
from prilavok.insights.door_promise import time_instead
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import OfShipment
from prilavok.kit.events.timeline import events_by_id
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None  # time does it, nobody asks
SLICE = 500
LATE = "shipment.late"


@job("promises.watch", together=1)
def queue_endangered(due: Due, actor: Actor = SYSTEM) -> None:
    """Queue the word about every promise that is in danger: each is a transaction of its own."""
    at = clock.now()
    late = list_endangered(at, limit=SLICE)
    jobs = [NewJob(verb="promise.tell", key=f"{one}:{due.id}", facts={"shipment": str(one)}) for one in late]
    queue_jobs(jobs, at=at)


@job("promise.tell", together=1)
def do_tell_late(due: Due, actor: Actor = SYSTEM) -> None:
    """Say it of the shipment that the job names."""
    tell_late(UUID(str(due.facts["shipment"])), actor=actor, at=clock.now())


def tell_late(shipment: UUID, *, actor: Actor, at: datetime) -> bool:
    """Within the caller's story: say that it will be late, and put the store's task; whether that was to be said.

    Records shipment.late, from which the customer's one notice follows. An order whose customer is still asked whether
    it is wanted at all is left alone: it is not picked before they answer, and they know that.
    """
    order = lock_order(shipment_of_id(shipment).order)
    promise, doubt = read_promise(shipment), find_doubt(order.id)
    if promise is None or (doubt is not None and doubt.open) or shipment not in list_endangered(at, only=shipment):
        return False
    if put_off_unpaid(order, promise, actor=actor, at=at):
        return False
    if not say_late(shipment, time_instead(order.id, promise, at), leaf=order.leaf, actor=actor, at=at):
        return False
    task = NewTask(
        kind=LATE, key=f"{LATE}:{shipment}:{promise.ready_by:%Y%m%d%H%M}", place=promise.place,
        subject_kind="shipment", subject=shipment, due_at=promise.ready_by, facts={"order": str(order.id)},
    )  # fmt: skip
    put_task(task, actor=actor, at=at)
    return True


@job("promise.end")
def end_late_tasks(due: Due, actor: Actor = SYSTEM) -> None:
    """What was late is collected, put off or not wanted any more: nobody need hurry for it."""
    for event in events_by_id([UUID(str(due.facts["event"]))]):
        if isinstance(event.facts, OfShipment):
            finish_about(event.facts.shipment, LATE, actor=actor, at=clock.now())
            if event.verb != "shipment.moved":
                finish_about(event.facts.order, AWAITED, actor=actor, at=clock.now())
