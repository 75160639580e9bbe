"""A part of stories that place an order to be brought home: sent as it lies, or once all of it has come."""

from datetime import date, datetime
from uuid import UUID

from prilavok.domains.shipments.errors import NoRoute, NotAhead
from prilavok.domains.stock.actions import hold_or_await, lock_stock_at
from prilavok.domains.stock.errors import StockShort
from prilavok.flows.plan_route import plan_route
from prilavok.flows.send_parcels import TRIES, route_and_hold
from prilavok.insights.awaited import after_day, day_to_wait
from prilavok.insights.promised import keeping_at
from prilavok.insights.sending import Asked
from prilavok.insights.sending_ahead import RouteAhead, route_ahead
from prilavok.kit.db.connections import tried
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def send_home(
    order: UUID, asked: Asked, *, wait_until: date | None, leaf: UUID, until: datetime, actor: Actor, at: datetime
) -> list[UUID]:
    """Hold the goods where they lie; else, where the customer agreed to wait until a day, one place waits for them.

    Raises NoRoute, and NotAhead where the goods are to come and no place may wait for what it sends home.
    """
    try:
        return route_and_hold(order, asked, leaf=leaf, until=until, cause="placed", actor=actor, at=at)
    except NoRoute as none:
        for _try in range(TRIES if wait_until else 0):
            if (found := route_ahead(asked, at, until=wait_until)) is None:
                break
            try:
                with tried():
                    return _wait(order, asked, found, leaf=leaf, until=until, actor=actor, at=at)
            except StockShort:
                continue  # somebody else was promised it meanwhile: another day, or another place
        day = day_to_wait(asked.seller, asked.wants, at, touchpoint=asked.touchpoint)
        if day is not None and route_ahead(asked, at) is None:
            raise NotAhead(f"{day}") from none
        raise


def _wait(
    order: UUID, asked: Asked, found: RouteAhead, *, leaf: UUID, until: datetime, actor: Actor, at: datetime
) -> list[UUID]:
    place, units = found.sender.place, dict(found.route.parts[0].units)
    keep = until + (after_day(found.day, place.zone, at) - at)
    lock_stock_at([order], {place.id: list(units)})
    hold_or_await(
        order, place.id, units, keeping=keeping_at(place.id, list(units), asked.touchpoint), until=keep,
        on=place.day_at(at), wait_until=found.day, leaf=leaf, actor=actor, at=at,
    )  # fmt: skip
    return plan_route(
        order, found.route, leaf=leaf, until=keep, cause="placed", wait_until=found.day, actor=actor, at=at
    )  # fmt: skip
