"""The goods of an order are fetched from the shelf of their store and lie ready for the customer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.actions import lock_order
from prilavok.domains.orders.errors import OrderDoubted
from prilavok.domains.orders.queries import find_doubt
from prilavok.domains.shipments.actions import make_ready, pick_line, start_picking
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.domains.shipments.queries import shipment_of_id
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.stock.queries import check_all_there
from prilavok.domains.stock.types import LotSaid
from prilavok.domains.tasks.actions import finish_about
from prilavok.flows.lose_instead import ready_instead
from prilavok.flows.lose_short import lose_short
from prilavok.flows.pack_pieces import pack_pieces
from prilavok.flows.watch_promises import LATE
from prilavok.insights.picking_list import units_to_pick
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "shipments.pick"


def start_shipment(shipment: UUID, *, place: UUID, actor: Actor, at: datetime) -> None:
    """Somebody goes and gets the goods. Raises ShipmentUnknown, ShipmentMovedOn, OrderDoubted, GoodsAwaited."""
    with story():
        order = lock_order(_here(shipment, place).order)
        if (doubt := find_doubt(order.id)) and doubt.open:
            raise OrderDoubted(doubt.other_number)
        check_all_there(order.id)
        start_picking(shipment, actor=actor, at=at)


def pick(shipment: UUID, line: UUID, picked: int, short: int, *, place: UUID, actor: Actor, at: datetime) -> None:
    """Say of one line how many units are in hand and how many were not found; said again, the last word holds. Raises
    ShipmentUnknown, ShipmentMovedOn, GoodsAwaited, and PickUnfit where it is more than the line has left.
    """
    with story():
        here = _here(shipment, place)
        lock_order(here.order)
        check_all_there(here.order)
        wanted = units_to_pick(here).get(line, 0)
        pick_line(shipment, line, picked=picked, short=short, wanted=wanted, actor=actor, at=at)


def ready_shipment(
    shipment: UUID, *, lots: Sequence[LotSaid] = (), overruled: bool = False, place: UUID, actor: Actor, at: datetime
) -> bool:
    """The goods lie ready; whether they did not before. What was not found leaves the order; the customer is told once.

    What is brought home and not found here is sent by another place where one can. An order of which nothing was found
    is ended, and its customer told so instead, and a parcel in which nothing is left; then this is False.
    lots: which pieces lie in a parcel that is brought home. overruled: see name_handed. Raises ShipmentUnknown,
    ShipmentMovedOn, PickUnfit while a line was not looked for, and what pack_pieces does; nothing is changed then.
    """
    with story():
        here = _here(shipment, place)
        head = lock_order(here.order)
        if here.claim is not None:
            fresh = ready_instead(here, leaf=head.leaf, actor=actor, at=at)
        else:
            lose_short(here, head=head, actor=actor, at=at)
            finish_about(shipment, LATE, actor=actor, at=at)
            fresh = shipment_of_id(shipment).waits and make_ready(shipment, leaf=head.leaf, actor=actor, at=at)
        if fresh and here.home:
            pack_pieces(here, lots, overruled=overruled, actor=actor, at=at)
        return fresh


def _here(shipment: UUID, place: UUID) -> ShipmentView:
    found = shipment_of_id(shipment)
    if found.place != place:
        raise ShipmentUnknown
    return found
