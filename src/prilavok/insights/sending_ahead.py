"""Who may send home what has yet to come: a place that lets orders wait, which sends all of it once it has come."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.places.queries import list_ahead_senders, read_places
from prilavok.domains.shipments.types.routing import Route, RoutingRules
from prilavok.insights.awaited import latest_day
from prilavok.insights.promised import promisable
from prilavok.insights.sending import Asked, Sender, route_of, rules_of, senders_with


@dataclass(frozen=True, slots=True)
class Ahead:
    """A place where an order that is brought home may wait. day: by which all of it is there."""

    sender: Sender
    day: date


@dataclass(frozen=True, slots=True)
class RouteAhead:
    """The one place that sends, once all of it has come by a day."""

    route: Route
    sender: Sender
    day: date


def read_ahead(asked: Asked, at: datetime) -> list[Ahead]:
    """Places of the seller's own legal entity where such an order may wait, that which has all of it first first."""
    if not asked.wants:
        return []
    places = read_places([one for one in list_ahead_senders() if one not in asked.but])
    days: dict[UUID, date] = {}
    for place in places.values():
        if place.currency != asked.seller.currency or place.legal_entity != asked.seller.legal_entity:
            continue
        here = promisable(
            place.id, list(asked.wants), on=place.day_at(at), touchpoint=asked.touchpoint, at=at
        )  # fmt: skip
        if day := latest_day(here, asked.wants):
            days[place.id] = day
    found = senders_with({place: dict(asked.wants) for place in days})
    return sorted((Ahead(one, days[one.place.id]) for one in found), key=lambda one: (one.day, one.sender.place.code))


def route_ahead(asked: Asked, at: datetime, *, until: date | None = None) -> RouteAhead | None:
    """Who sends it once it has come, by a last day at the latest; None where nobody may."""
    return first_ahead(asked, read_ahead(asked, at), rules_of(asked, at), at, until=until)


def first_ahead(
    asked: Asked, among: list[Ahead], rules: RoutingRules, at: datetime, *, until: date | None = None
) -> RouteAhead | None:
    """The same among places that are read already."""
    for one in among:
        if until is not None and one.day > until:
            break
        route = route_of(asked, [one.sender], rules, at)
        if route.found:
            return RouteAhead(route, one.sender, one.day)
    return None
