"""An order is collected at another time than was chosen: the new slot is taken, the old one is free for others."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.orders.actions import lock_order, plan_order
from prilavok.domains.orders.queries import list_lines
from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.actions import move_slot
from prilavok.domains.shipments.errors import ShipmentUnknown, SlotFull
from prilavok.domains.shipments.queries import free_beside, plan_promise, read_promise, read_shipment
from prilavok.domains.stock.actions import keep_awaited, keep_longer, lock_stock
from prilavok.insights.awaited import goods_from
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = "orders.change"  # or the customer, of what is their own: see move_own_slot


def move_own_slot(order: UUID, slot: datetime, *, leaf: UUID, actor: Actor, at: datetime) -> bool:
    """The same by its customer. Raises NotFound for another's order as for none."""
    with story():
        return move_own_slot_here(order, slot, leaf=leaf, actor=actor, at=at)


def move_own_slot_here(order: UUID, slot: datetime, *, leaf: UUID, actor: Actor, at: datetime) -> bool:
    """The same in the caller's story."""
    found = lock_order(order)
    if found.leaf != leaf and found.leaf not in leaves_shown(leaf):
        raise NotFound("order.unknown", _("There is no such order."))
    return _move(found, slot, by_staff=False, actor=actor, at=at)


def move_order_slot(order: UUID, slot: datetime, *, actor: Actor, at: datetime) -> bool:
    """Collect in the slot that begins then; whether it was another before. The goods are kept as long as that needs.

    Raises NotFound, ShipmentUnknown where nothing waits, ShipmentMovedOn once picking has begun, SlotFull with free
    ones; nothing is changed then.
    """
    with story():
        return _move(lock_order(order), slot, by_staff=True, actor=actor, at=at)


def _move(order: OrderView, slot: datetime, *, by_staff: bool, actor: Actor, at: datetime) -> bool:
    shipment = read_shipment(order.id)
    if shipment is None or not shipment.waits:
        raise ShipmentUnknown
    promise, place = read_promise(shipment.id), read_place(shipment.place)
    if promise is not None and promise.slot_starts == slot:
        return False
    if (begin := goods_from(order.id, place.zone, at)) is None:
        raise SlotFull([])  # nobody knows when its goods come
    when = plan_promise(place.id, zone=place.zone, hours=place.hours, at=begin, chosen=slot, by_staff=by_staff)
    keep_until = plan_order(amount=order.amount, zone=place.zone, at=at, kept_from=slot).keep_until
    lock_stock([order.id], place.id, [line.variant for line in list_lines(order.id)])
    keep_longer(order.id, keep_until, at=at)
    keep_awaited(order.id, keep_until)
    if not move_slot(
        shipment.id, when.slots[0], warn=when.warn, keep_until=keep_until, leaf=order.leaf, actor=actor, at=at
    ):
        # Raised through the story: what was given up for the new slot comes back with it.
        raise SlotFull(free_beside(slot, place.id, zone=place.zone, hours=place.hours, at=at, by_staff=by_staff))
    return True
