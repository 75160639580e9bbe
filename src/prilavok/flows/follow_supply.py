"""What an order waits for comes on another day, or is all there: its promise follows, its customer is told once."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.actions import lock_orders, plan_order
from prilavok.domains.orders.queries import list_lines
from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.actions import keep_waiting, put_off
from prilavok.domains.shipments.queries import read_promise, read_shipment, ready_after
from prilavok.domains.stock.actions import lock_stock, tell_awaited
from prilavok.domains.stock.queries import awaited_by
from prilavok.domains.tasks.actions import finish_about
from prilavok.flows.promise_home import follow_home
from prilavok.flows.tell_of_supply import AWAITED, tell_of_supply
from prilavok.insights.awaited import after_day, day_awaited, day_known
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.timeline import events_by_id
from prilavok.kit.jobs.registry import Due, job

needs = None  # follows what is said of expected goods; nobody asks for it


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
    place, waits = read_place(sent.place), awaited_by([order]).get(order, [])
    was, day = day_known(waits), day_awaited(waits)
    ready, warn = ready_after(place.id, place.zone, place.hours, after_day(day, place.zone, at) if day else at)
    promise = read_promise(sent.id)
    in_time = promise is not None and promise.slot_starts is not None and (not waits or promise.slot_starts >= ready)
    keep_until = plan_order(amount=1, zone=place.zone, at=at, kept_from=ready).keep_until
    if was != day and not (in_time and day):
        known = ready if day else None
        if sent.home:
            known, keep_until = follow_home(order, sent, place, day, keep_until, actor=actor, at=at)
        else:
            keep_until = put_off(sent.id, known, warn=warn, keep_until=keep_until)
        tell_of_supply(head, sent, waits, known, key=key, actor=actor, at=at)
    lock_stock([order], place.id, [line.variant for line in list_lines(order)])
    tell_awaited(order, keep_until=keep_waiting(sent.id, keep_until), at=at)
    if not waits:
        finish_about(order, AWAITED, actor=actor, at=at)
