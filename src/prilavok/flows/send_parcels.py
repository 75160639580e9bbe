"""A part of stories that send goods home: the places are chosen, the goods held there, the parcels planned."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.shipments.errors import NoRoute
from prilavok.domains.shipments.types.routing import Cause, Route
from prilavok.domains.stock.actions import hold_stock, lock_stock_at
from prilavok.domains.stock.errors import StockShort
from prilavok.flows.plan_route import plan_route
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
    return plan_route(order, route, leaf=leaf, until=until, cause=cause, by=by, actor=actor, at=at)
