"""By when goods are at the customer's door: one answer for every touchpoint, or why nothing can be said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.places.queries import read_sending
from prilavok.domains.places.types import PlaceView
from prilavok.domains.shipments.queries import doors_by_zone, list_zones, read_zones, way_between
from prilavok.domains.shipments.types.delivering import Point, ZoneView
from prilavok.domains.shipments.types.doors import AtDoor, NoDayWhy, SendsFrom, WhyDay
from prilavok.insights.awaited import after_day
from prilavok.insights.sending import Asked, Offer, Sender, point_of, read_senders, route_of, rules_of, zones_offered
from prilavok.insights.sending_ahead import RouteAhead, first_ahead, read_ahead


@dataclass(frozen=True, slots=True)
class HomeWay:
    """How goods would go home as things are. senders: from which places, none where nobody can send all of it.

    earliest, latest: the days between which they are at the door; None where nothing can be said, and `nothing` says
    why. by: the last instant of it, on `clock`. why: what makes it these days. wait_until: by which day all of it has
    come, for an order that waits.
    """

    zone: ZoneView | None
    senders: tuple[PlaceView, ...]
    clock: str
    nothing: NoDayWhy | None = None
    earliest: date | None = None
    latest: date | None = None
    by: datetime | None = None
    why: tuple[WhyDay, ...] = ()
    wait_until: date | None = None


def way_home(asked: Asked, zone: UUID | None, at: datetime) -> HomeWay:
    """How the goods of what is asked go to a part of town; None: to the point that is asked for."""
    known = read_zones([zone]).get(zone) if zone else None
    return _ways(asked, [(known, asked.goal)], at)[known.id if known else None]


def ways_home(asked: Asked, zones: Sequence[ZoneView], at: datetime) -> dict[UUID | None, HomeWay]:
    """The same for several parts of town, by their ids: as many questions as for one."""
    return _ways(asked, [(one, one.point) for one in zones], at) if zones else {}


def zones_with_days(
    seller: PlaceView, wants: Mapping[UUID, int], amount: int, at: datetime, *, touchpoint: str
) -> list[tuple[ZoneView, Offer, HomeWay]]:
    """Where the store brings goods: each part of town with what that costs, and by when they are there."""
    offered = zones_offered(seller, amount, at)
    ways = ways_home(Asked(wants, seller, None, touchpoint=touchpoint), [zone for zone, _offer in offered], at)
    return [(zone, offer, ways[zone.id]) for zone, offer in offered]


def usual_zone(seller: PlaceView, chosen: UUID | None) -> ZoneView | None:
    """The part of town of whoever has not said more: the chosen one, else that next to the store."""
    zones = list_zones()
    kept = next((one for one in zones if one.id == chosen), None)
    if kept or not zones:
        return kept
    start = point_of(read_sending([seller.id])[seller.id].told)
    far = {one.id: way_between(start, one.point) for one in zones}
    return min(zones, key=lambda one: (far[one.id] is None, far[one.id] or 0, one.code))


def _ways(
    asked: Asked, goals: Sequence[tuple[ZoneView | None, Point | None]], at: datetime
) -> dict[UUID | None, HomeWay]:
    rules, senders = rules_of(asked, at), read_senders(asked, at)
    known = {one.place.id: one for one in senders}
    routes = {
        zone.id if zone else None: route_of(replace(asked, goal=goal), senders, rules, at) for zone, goal in goals
    }
    ahead: dict[UUID | None, RouteAhead | None] = {}
    if not all(one.found for one in routes.values()):
        among = read_ahead(asked, at)
        for zone, goal in goals:
            key = zone.id if zone else None
            found = None if routes[key].found else first_ahead(replace(asked, goal=goal), among, rules, at)
            ahead[key] = found
    used = {part.place for route in routes.values() for part in route.parts}
    waits = {one.sender.place.id: one for one in ahead.values() if one}
    now = doors_by_zone([sends_from(known[one].place, at) for one in sorted(used)], list(routes), at)
    later = doors_by_zone([_after(one, at) for one in waits.values()], list(routes), at)
    told = {}
    for zone, _goal in goals:
        key = zone.id if zone else None
        if waiting := ahead.get(key):
            doors = [later[key][waiting.sender.place.id]]
            told[key] = _way(zone, asked.seller, [waiting.sender], doors, wait_until=waiting.day)
        else:
            parts = [known[part.place] for part in routes[key].parts]
            told[key] = _way(zone, asked.seller, parts, [now[key][one.place.id] for one in parts])
    return told


def sends_from(place: PlaceView, at: datetime, *, awaited: bool = False) -> SendsFrom:
    """A place that sends goods which can be picked from an instant on."""
    return SendsFrom(place.id, place.zone, place.hours, at, awaited)


def _after(one: RouteAhead, at: datetime) -> SendsFrom:
    place = one.sender.place
    return sends_from(place, after_day(one.day, place.zone, at), awaited=True)


def _way(
    zone: ZoneView | None, seller: PlaceView, senders: Sequence[Sender], doors: Sequence[AtDoor | None], *,
    wait_until: date | None = None,
) -> HomeWay:  # fmt: skip
    places = tuple(one.place for one in senders)
    clock = places[0].zone if places else seller.zone
    if not places:
        return HomeWay(zone, (), clock, "no_route")
    known = [one for one in doors if one is not None]
    if len(known) < len(places):
        return HomeWay(zone, places, clock, "no_terms", wait_until=wait_until)
    last = max(known, key=lambda one: (one.latest, one.by))
    return HomeWay(
        zone, places, clock, None, max(one.earliest for one in known), last.latest, last.by, last.why, wait_until
    )
