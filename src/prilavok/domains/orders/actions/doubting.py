"""Two orders that look like one wish: the second is held until somebody says; nothing is ever merged by itself."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.errors import DoubtSettled
from prilavok.domains.orders.models import Doubt
from prilavok.domains.orders.queries import find_doubt
from prilavok.domains.orders.types import OrderView
from prilavok.domains.orders.types.doubts import Alike, DoubtView, Wanted
from prilavok.kit.events import facts
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id


def doubt_order(order: OrderView, other: UUID, alike: Alike, *, actor: Actor, at: datetime) -> bool:
    """Hold an order whose row the caller holds; whether it was not doubted before. Records order.doubted."""
    _doubt, fresh = Doubt.objects.get_or_create(
        order_id=order.id, defaults={"id": new_id(at), "other_id": other, "alike": alike, "found_at": at}
    )
    if fresh:
        record([_of(order, "order.doubted", facts.OrderDoubted(order.id, other, alike), actor, at)], at)
    return fresh


def settle_doubt(order: OrderView, wanted: Wanted, *, actor: Actor, at: datetime) -> DoubtView:
    """Keep what somebody said, both orders' rows being held by the caller; said again alike it stays as it is.

    Records order.settled. Raises DoubtSettled where it was said otherwise, or there is nothing to be said.
    """
    found = find_doubt(order.id)
    if found is None or (found.wanted != wanted and not found.open):
        raise DoubtSettled
    if not found.wanted:
        Doubt.objects.filter(order=order.id).update(wanted=wanted, settled_at=at, actor_kind=actor.kind, actor=actor.id)
        record([_of(order, "order.settled", facts.DoubtSettled(order.id, found.other, wanted), actor, at)], at)
    return found


def _of(
    order: OrderView, verb: str, told: facts.OrderDoubted | facts.DoubtSettled, actor: Actor, at: datetime
) -> NewEvent:
    return NewEvent(
        verb=verb,
        occurred_at=at,
        leaf=order.leaf,
        subject_kind="order",
        subject=order.id,
        place=order.place,
        actor=actor,
        facts=told,
    )
