"""A part of stories in which goods to be sent home are not at their place: another sends them, by the same rules."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.actions import end_empty_parcel, lessen_parcel
from prilavok.domains.shipments.queries import find_delivery, kept_anew, units_in
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.stock.actions import give_back, lock_stock_at
from prilavok.domains.stock.errors import StockShort
from prilavok.flows.send_parcels import TRIES, hold_route
from prilavok.insights.sending import Asked, read_route
from prilavok.kit.db.connections import tried
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories
Units = Mapping[UUID, int]


def resend_goods(parcel: ShipmentView, short: Units, *, head: OrderView, actor: Actor, at: datetime) -> dict[UUID, int]:
    """Within the caller's story, the order's row held: have what a parcel lacks sent by others; what none can send.

    short: units by variant. The hold moves with the goods: given up here and taken there, or neither. An order that is
    paid at the door comes in one parcel, so that all of it moves, or nothing. The choice is kept with its reasons.
    """
    agreed = find_delivery(head.id)
    if agreed is None or head.place is None or not short:
        return dict(short)
    whole = agreed.pay == "door"
    wants = units_in(parcel.id) if whole else dict(short)
    for _try in range(TRIES):
        asked = Asked(wants, read_place(head.place), agreed.point, 1 if whole else None, but={parcel.place})
        route = read_route(asked, at)
        if not route.found and route.lacks and not whole:
            wants = {one: count - route.lacks.get(one, 0) for one, count in wants.items()}
            wants = {one: count for one, count in wants.items() if count > 0}
            route = read_route(Asked(wants, asked.seller, asked.goal, but=asked.but), at)
        if not route.found:
            break
        try:
            with tried():
                goods = {part.place: list(part.units) for part in route.parts}
                lock_stock_at([head.id], goods | {parcel.place: [*wants, *short]})
                give_back(head.id, wants, place=parcel.place, actor=actor, at=at)
                lessen_parcel(parcel.id, wants)
                until = kept_anew(parcel.keep_until, at)
                hold_route(head.id, route, leaf=head.leaf, until=until, cause="short", actor=actor, at=at)
                end_empty_parcel(parcel.id, leaf=head.leaf, actor=actor, at=at)
        except StockShort:
            continue
        return {one: rest for one, count in short.items() if (rest := count - wants.get(one, 0)) > 0}
    return dict(short)
