"""A part of stories that change an order to be brought home: its parcels are taken apart and planned anew."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.types import OrderView
from prilavok.domains.shipments.actions import cancel_shipment
from prilavok.domains.shipments.errors import NoRoute
from prilavok.domains.stock.actions import lock_stock_at, pass_on_freed, release_holds
from prilavok.domains.stock.errors import StockShort
from prilavok.domains.stock.queries import list_holds_of
from prilavok.flows.send_parcels import TRIES, hold_route
from prilavok.insights.sending import Asked, read_route
from prilavok.kit.db.connections import tried
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def send_anew(order: OrderView, asked: Asked, *, until: datetime, actor: Actor, at: datetime) -> list[UUID]:
    """Within the caller's story, which holds the order's row: route and hold what is in it now; the shipments.

    asked: all of its goods, with what is held for it as free to it. What was picked is picked anew, what is freed goes
    to whoever waits for it. Raises NoRoute where nobody can send it so.
    """
    route = read_route(asked, at)
    for _try in range(TRIES):
        if not route.found:
            break
        try:
            with tried():
                goods = {part.place: set(part.units) for part in route.parts}
                for hold in list_holds_of(order.id):
                    goods.setdefault(hold.place, set()).add(hold.variant)
                lock_stock_at([order.id], {place: sorted(variants) for place, variants in goods.items()})
                freed = release_holds(order.id, actor=actor, at=at, reason="changed")
                cancel_shipment(order.id, leaf=order.leaf, actor=actor, at=at)
                planned = hold_route(
                    order.id, route, leaf=order.leaf, until=until, cause="changed", touchpoint=asked.touchpoint,
                    actor=actor, at=at,
                )  # fmt: skip
                pass_on_freed(freed, actor=actor, at=at)
                return planned
        except StockShort:
            route = read_route(asked, at)
    raise NoRoute(route)
