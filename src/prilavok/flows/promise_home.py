"""Parts of stories that send goods home: by when each parcel is at the door is promised, and promised anew."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import PlaceView
from prilavok.domains.shipments.actions import end_promise, promise_door
from prilavok.domains.shipments.queries import find_delivery, kept_anew
from prilavok.domains.shipments.types import PromiseView, ShipmentView
from prilavok.domains.shipments.types.doors import AtDoor
from prilavok.domains.stock.queries import awaited_by
from prilavok.insights.awaited import after_day, day_awaited
from prilavok.insights.door_promise import door_known, plan_home
from prilavok.insights.left_to_pay import left_to_pay
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def promise_home(
    order: UUID, parcels: Mapping[UUID, UUID], *, wait_until: date | None = None, actor: Actor, at: datetime
) -> None:
    """Promise fresh parcels of an order; nothing is promised where nobody has said how parcels go from a place.

    parcels: by shipment the place that sends it. wait_until: the day by which its goods come. What the customer
    reckons with already stays promised: what is later than that is said to be late.
    """
    known, places = door_known(order, but=parcels), read_places(list(parcels.values()))
    for shipment, place in parcels.items():
        if plan := plan_home(order, places[place], wait_until, at):
            promise_door(shipment, place, plan, known=known, at=at)


def promise_anew(
    order: UUID, shipment: UUID, place: PlaceView, day: date | None, *, actor: Actor, at: datetime
) -> AtDoor | None:
    """Promise a parcel by what is known now, as a new promise; where nothing can be said, nothing is promised."""
    plan = plan_home(order, place, day, at)
    if plan is None:
        end_promise(shipment)
    else:
        promise_door(shipment, place.id, plan, at=at)
    return plan


def follow_home(
    order: UUID,
    parcel: ShipmentView,
    place: PlaceView,
    day: date | None,
    keep_until: datetime,
    *,
    actor: Actor,
    at: datetime,
) -> tuple[datetime | None, datetime]:
    """The goods that a parcel waits for come on another day (None: nobody knows): by when it is at the door, and until
    when its goods are kept.
    """
    if day is None:
        end_promise(parcel.id)
        return None, parcel.keep_until
    plan = promise_anew(order, parcel.id, place, day, actor=actor, at=at)
    return plan.by if plan else None, max(keep_until, kept_anew(parcel.keep_until, after_day(day, place.zone, at)))


def put_off_unpaid(order: OrderView, promise: PromiseView, *, actor: Actor, at: datetime) -> bool:
    """Whether it is to be paid before it goes and is not: its time begins anew, since it waits for its customer."""
    agreed = find_delivery(order.id) if promise.leaves_at else None
    if agreed is None or agreed.pay != "before" or not left_to_pay(order, at):
        return False
    place, day = read_places([promise.place])[promise.place], day_awaited(awaited_by([order.id]).get(order.id, []))
    promise_anew(order.id, promise.shipment, place, day, actor=actor, at=at)
    return True
