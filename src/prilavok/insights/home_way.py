"""By when goods are at the customer's door: one answer for every touchpoint, or why nothing can be said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from prilavok.domains.places.queries import read_sending
from prilavok.domains.places.types import PlaceView
from prilavok.domains.shipments.queries import doors_by_zone, read_zones, way_between
from prilavok.domains.shipments.types.delivering import Point, ZoneView
from prilavok.domains.shipments.types.doors import AtDoor, NoDayWhy, SendsFrom, WhyDay
from prilavok.insights.awaited import after_day
from prilavok.insights.sending import Asked, Offer, Sender, point_of, read_senders, route_of, rules_of, zones_offered
from prilavok.insights.sending_ahead import RouteAhead, first_ahead, read_ahead

Key = TypeVar("Key")


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


@dataclass(frozen=True, slots=True)
class GoodsHome:
    """How single goods go home from a store's touchpoint: to a part of town, one of those it brings to.

    ways: by variant, one of each. zone: None where the store brings nothing anywhere.
    """

    zone: ZoneView | None
    zones: tuple[ZoneView, ...] = ()
    ways: Mapping[UUID, HomeWay] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Way:
    """What is to be brought where."""

    wants: Mapping[UUID, int]
    zone: ZoneView | None
    goal: Point | None


def way_home(asked: Asked, zone: UUID | None, at: datetime) -> HomeWay:
    """How the goods of what is asked go to a part of town; None: to the point that is asked for."""
    known = read_zones([zone]).get(zone) if zone else None
    return _ways(asked, {"": _Way(asked.wants, known, asked.goal or (known.point if known else None))}, at)[""]


def zones_with_days(
    seller: PlaceView, wants: Mapping[UUID, int], amount: int, at: datetime, *, touchpoint: str
) -> list[tuple[ZoneView, Offer, HomeWay]]:
    """Where the store brings goods: each part of town with what that costs, and by when they are there."""
    offered = zones_offered(seller, amount, at)
    asked = {zone.id: _Way(wants, zone, zone.point) for zone, _offer in offered}
    ways = _ways(Asked(wants, seller, None, touchpoint=touchpoint), asked, at)
    return [(zone, offer, ways[zone.id]) for zone, offer in offered]


def goods_home(
    seller: PlaceView, variants: Sequence[UUID], at: datetime, *, touchpoint: str, chosen: UUID | None = None
) -> GoodsHome:
    """By when one of each of these goods is at a door in the chosen part of town, else in that next to the store."""
    zones = [zone for zone, _offer in zones_offered(seller, 0, at)] if variants else []
    if not zones:
        return GoodsHome(None)
    zone = next((one for one in zones if one.id == chosen), None) or _nearest(seller, zones)
    asked = {one: _Way({one: 1}, zone, zone.point) for one in variants}
    ways = _ways(Asked(dict.fromkeys(variants, 1), seller, None, touchpoint=touchpoint), asked, at)
    return GoodsHome(zone, tuple(zones), ways)


def basket_home(
    seller: PlaceView, wants: Mapping[UUID, int], amount: int, at: datetime, *, touchpoint: str,
    chosen: UUID | None = None,
) -> tuple[tuple[ZoneView, ...], HomeWay | None]:  # fmt: skip
    """Where all of it can be brought, and by when it is at a door in the chosen part of town, or next to the store."""
    zones = [zone for zone, _offer in zones_offered(seller, amount, at)] if wants else []
    if not zones:
        return (), None
    zone = next((one for one in zones if one.id == chosen), None) or _nearest(seller, zones)
    asked = Asked(wants, seller, None, touchpoint=touchpoint)
    return tuple(zones), _ways(asked, {"": _Way(wants, zone, zone.point)}, at)[""]


def wait_of(ways: Sequence[HomeWay]) -> date | None:
    """The last day until which any of these waits for goods; None where none does."""
    return max((one.wait_until for one in ways if one.wait_until), default=None)


def _nearest(seller: PlaceView, zones: Sequence[ZoneView]) -> ZoneView:
    start = point_of(read_sending([seller.id])[seller.id].told)
    far = {one.id: way_between(start, one.point) for one in zones}
    return min(zones, key=lambda one: (far[one.id] is None, far[one.id] or 0, one.code))


def _ways(asked: Asked, wishes: Mapping[Key, _Way], at: datetime) -> dict[Key, HomeWay]:
    """All of them in as many questions as one, but for what has yet to come."""
    if not wishes:
        return {}
    rules, senders = rules_of(asked, at), read_senders(asked, at)
    known = {one.place.id: one for one in senders}
    each = {key: replace(asked, wants=one.wants, goal=one.goal) for key, one in wishes.items()}
    routes = {key: route_of(one, senders, rules, at) for key, one in each.items()}
    ahead = {
        key: first_ahead(each[key], read_ahead(each[key], at), rules, at)
        for key, one in routes.items()
        if not one.found
    }
    zones = [one.zone.id if one.zone else None for one in wishes.values()]
    used = {part.place for route in routes.values() for part in route.parts}
    now = doors_by_zone([sends_from(known[one].place, at) for one in sorted(used)], zones, at)
    waits = {key: _after(one, at) for key, one in ahead.items() if one}
    told = {}
    for key, one in wishes.items():
        zone = one.zone.id if one.zone else None
        if waiting := ahead.get(key):
            doors = doors_by_zone([waits[key]], [zone], at)[zone]
            told[key] = _way(one.zone, asked.seller, [waiting.sender], [*doors.values()], wait_until=waiting.day)
        else:
            parts = [known[part.place] for part in routes[key].parts]
            told[key] = _way(one.zone, asked.seller, parts, [now[zone][sender.place.id] for sender in parts])
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
