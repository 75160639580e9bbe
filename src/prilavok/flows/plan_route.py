"""A part of stories that send goods home: whose goods are held is planned as parcels, promised and written down."""

from datetime import date, datetime
from uuid import UUID

from prilavok.domains.orders.queries import list_lines
from prilavok.domains.shipments.actions import keep_route, plan_parcels
from prilavok.domains.shipments.queries import goods_in, list_shipments
from prilavok.domains.shipments.types.delivering import NewParcel
from prilavok.domains.shipments.types.routing import Cause, Route
from prilavok.flows.promise_home import promise_home
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def plan_route(
    order: UUID, route: Route, *, leaf: UUID, until: datetime, cause: Cause, by: str = "list",
    wait_until: date | None = None, actor: Actor, at: datetime,
) -> list[UUID]:  # fmt: skip
    """Plan and promise a parcel for each place whose goods are held, and write the choice down."""
    parcels = _parcels(order, route)
    planned = plan_parcels(order, parcels, leaf=leaf, keep_until=until, actor=actor, at=at)
    keep_route(order, route, cause=cause, by=by, actor=actor, at=at)
    sent = {id: one.place for id, one in zip(planned, parcels, strict=True)}
    promise_home(order, sent, wait_until=wait_until, actor=actor, at=at)
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
