"""A part of stories that send goods home: the places are chosen, the goods held there, the parcels planned."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.queries import list_lines
from prilavok.domains.shipments.actions import keep_route, plan_parcels
from prilavok.domains.shipments.errors import NoRoute
from prilavok.domains.shipments.queries import goods_in, list_shipments
from prilavok.domains.shipments.types.delivering import NewParcel
from prilavok.domains.shipments.types.routing import Cause, Route
from prilavok.domains.stock.actions import hold_stock, lock_stock_at
from prilavok.domains.stock.errors import StockShort
from prilavok.insights.promised import keeping_at
from prilavok.insights.sending import Asked, read_route
from prilavok.kit.db.connections import tried
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories
#: each try that finds goods gone means that another order was placed meanwhile
TRIES = 10


def route_and_hold(
    order: UUID, asked: Asked, *, leaf: UUID, until: datetime, cause: Cause, actor: Actor, at: datetime
) -> list[UUID]:
    """Choose who sends, hold the goods there and plan the parcels; the shipments. Raises NoRoute.

    Of two who choose the same last piece the second one finds it gone, gives up its locks, and chooses anew.
    """
    route = read_route(asked, at)
    for _try in range(TRIES):
        if not route.found:
            break
        try:
            with tried():
                via = asked.touchpoint
                return hold_route(order, route, leaf=leaf, until=until, cause=cause, touchpoint=via, actor=actor, at=at)
        except StockShort:
            route = read_route(asked, at)
    raise NoRoute(route)


def hold_route(
    order: UUID, route: Route, *, leaf: UUID, until: datetime, cause: Cause, by: str = "list", touchpoint: str = "till",
    actor: Actor, at: datetime,
) -> list[UUID]:  # fmt: skip
    """Hold what was chosen, plan a parcel for each place, and write the choice down. See Asked. Raises StockShort."""
    lock_stock_at([order], {part.place: list(part.units) for part in route.parts})
    for part in route.parts:
        keeping = keeping_at(part.place, list(part.units), touchpoint)
        hold_stock(order, part.place, part.units, until=until, keeping=keeping, actor=actor, at=at)
    parcels = _parcels(order, route)
    planned = plan_parcels(order, parcels, leaf=leaf, keep_until=until, actor=actor, at=at)
    keep_route(order, route, cause=cause, by=by, actor=actor, at=at)
    return planned


def _parcels(order: UUID, route: Route) -> list[NewParcel]:
    """Which lines are in which parcel: each takes of a variant's lines in turn what no other parcel brings."""
    lines = [line for line in list_lines(order) if line.left]
    brought: dict[UUID, int] = {}
    sent = [one.id for one in list_shipments([order]) if one.state not in ("cancelled", "returned", "delivered")]
    for goods in goods_in(sent):
        brought[goods.line] = brought.get(goods.line, 0) + goods.units
    left = {line.id: line.left - brought.get(line.id, 0) for line in lines}
    parcels = []
    for part in route.parts:
        units: dict[UUID, int] = {}
        for variant, wanted in part.units.items():
            for line in lines:
                given = min(wanted, left[line.id]) if line.variant == variant else 0
                wanted, left[line.id] = wanted - given, left[line.id] - given
                if given > 0:
                    units[line.id] = given
        parcels.append(NewParcel(part.place, units, {line.id: line.variant for line in lines}))
    return parcels
