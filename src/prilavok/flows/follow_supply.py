"""What an order waits for comes on another day, or is all there: its promise follows, its customer is told once."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.orders.actions import lock_orders, plan_order
from prilavok.domains.orders.queries import list_lines
from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import PlaceView
from prilavok.domains.shipments.actions import keep_waiting, put_off
from prilavok.domains.shipments.queries import read_promise, read_shipment, ready_after
from prilavok.domains.stock.actions import lock_stock, tell_awaited
from prilavok.domains.stock.queries import awaited_by
from prilavok.domains.stock.types.supply import AwaitedView
from prilavok.domains.tasks.actions import finish_about, put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.tell_customer import tell_customer
from prilavok.insights.awaited import after_day, day_awaited, day_known
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.timeline import events_by_id
from prilavok.kit.jobs.registry import Due, job

needs = None  # follows what is said of expected goods; nobody asks for it
AWAITED = "order.awaited"
TALK_WITHIN = timedelta(hours=24)


@job("order.follow_supply", together=1)
def follow_due(due: Due, actor: Actor = SYSTEM) -> None:
    """Follow one order.awaited: whatever is known of the order's goods now."""
    for event in events_by_id([UUID(str(due.facts["event"]))]):
        follow_supply(event.subject, key=event.id, actor=actor, at=clock.now())


def follow_supply(order: UUID, *, key: UUID, actor: Actor, at: datetime) -> None:
    """Within the caller's story: the order is promised anew by what is expected now, and its customer told of it.

    key: names the notice. What its customer knows already is not told; a day that is worse, or none, is the place's
    task too. Once all is there the task is done, and the goods are kept from now on.
    """
    head = lock_orders([order]).get(order)
    if head is None or head.commercial != "placed" or head.place is None or (sent := read_shipment(order)) is None:
        return
    place, waits = read_place(head.place), awaited_by([order]).get(order, [])
    was, day = day_known(waits), day_awaited(waits)
    ready, warn = ready_after(place.id, place.zone, place.hours, after_day(day, place.zone, at) if day else at)
    promise = read_promise(sent.id)
    in_time = promise is not None and promise.slot_starts is not None and (not waits or promise.slot_starts >= ready)
    keep_until = plan_order(amount=1, zone=place.zone, at=at, kept_from=ready).keep_until
    if was != day and not (in_time and day):
        keep_until = put_off(sent.id, ready if day else None, warn=warn, keep_until=keep_until)
        _tell(head, place, waits, was, day, ready, key, actor, at)
    lock_stock([order], place.id, [line.variant for line in list_lines(order)])
    tell_awaited(order, keep_until=keep_waiting(sent.id, keep_until), at=at)
    if not waits:
        finish_about(order, AWAITED, actor=actor, at=at)


def _tell(
    head: OrderView, place: PlaceView, waits: list[AwaitedView], was: date | None, day: date | None, ready: datetime,
    key: UUID, actor: Actor, at: datetime,
) -> None:  # fmt: skip
    goods = read_variants([one.variant for one in waits])
    facts: dict[str, object] = {"number": head.number, "place": place.name, "was": was, "day": day, "worse": False}
    facts |= {"goods": tuple(one.name for one in goods.values()), "when": ready.astimezone(ZoneInfo(place.zone))}
    if day is None or (was is not None and day > was):
        facts["worse"] = True
        said = {"units": sum(one.units for one in waits), "day": f"{day or ''}"}
        task = NewTask(
            kind=AWAITED, key=f"{AWAITED}:{head.id}:{day}", place=place.id, subject_kind="order", subject=head.id,
            due_at=at + TALK_WITHIN, facts=said,
        )  # fmt: skip
        put_task(task, actor=actor, at=at)
    tell_customer(head.leaf, "order.awaited", facts, key=f"{key}", actor=actor, at=at)
