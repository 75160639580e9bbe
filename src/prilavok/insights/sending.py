"""Who may send which goods of an order home: places with what is free, their distance, hours and load; the price."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.orders.queries import settling_rule
from prilavok.domains.places.queries import read_places, read_sending
from prilavok.domains.places.types import PlaceView, Sends
from prilavok.domains.shipments.errors import NotDelivered
from prilavok.domains.shipments.queries import (
    count_waiting,
    delivery_prices,
    find_route,
    list_zones,
    opens_in,
    price_of_way,
    read_zones,
    routing_rules,
    way_between,
)
from prilavok.domains.shipments.types.delivering import DeliveryPriceView, Point, ZoneView
from prilavok.domains.shipments.types.routing import Candidate, Route, RoutingRules
from prilavok.insights.promised import free_for


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be routed. seller: the place whose prices hold; goal: where to, None where nobody can measure it.

    most_parts: parcels at most whatever the rules say, 1 where it is paid at the door. freed: units that are held for
    the very order, by place, and count as free. but: places that are not asked, since the goods are not there.
    touchpoint: by which they are promised anew and leave what is kept back from it; what was promised before may take
    that too.
    """

    wants: Mapping[UUID, int]
    seller: PlaceView
    goal: Point | None
    most_parts: int | None = None
    freed: Mapping[UUID, Mapping[UUID, int]] | None = None
    but: Collection[UUID] = ()
    touchpoint: str = "till"


@dataclass(frozen=True, slots=True)
class Offer:
    """Bringing an order home: by which row of prices, and what it costs, minor units."""

    row: DeliveryPriceView
    amount: int


def rules_for(currency: str, at: datetime) -> RoutingRules:
    """The rules that hold for orders of a currency; the usual ones where nobody has set any."""
    kept = routing_rules(currency, at)
    return kept.rules if kept else RoutingRules()


@dataclass(frozen=True, slots=True)
class Sender:
    """A place that has some of the goods: free units by variant, how it sends, orders that wait there."""

    place: PlaceView
    told: Sends
    free: Mapping[UUID, int]
    waiting: int

    def candidate(self, seller: PlaceView, goal: Point | None, at: datetime, *, lends: bool) -> Candidate:
        """As the rules weigh it for a way to a point. lends: goods of another firm may go, settled between the two."""
        return Candidate(
            place=self.place.id,
            code=self.place.code,
            free=self.free,
            sends=self.told.sends,
            same_currency=self.place.currency == seller.currency,
            same_entity=lends or self.place.legal_entity == seller.legal_entity,
            metres=way_between(point_of(self.told), goal),
            opens_in=opens_in(self.place.hours, at.astimezone(ZoneInfo(self.place.zone))),
            waiting=self.waiting,
            most_waiting=self.told.most_waiting,
            handling=self.told.handling,
        )


def read_route(asked: Asked, at: datetime) -> Route:
    """Which places send the goods, by the rules that hold now, and why each other place does not."""
    return route_of(asked, read_senders(asked, at), rules_of(asked, at), at)


def route_of(asked: Asked, senders: Sequence[Sender], rules: RoutingRules, at: datetime) -> Route:
    """The same among places and by rules that are read already."""
    return find_route(asked.wants, _candidates(asked, senders, at), rules)


def rules_of(asked: Asked, at: datetime) -> RoutingRules:
    """The rules that hold for what is asked."""
    rules = rules_for(asked.seller.currency, at)
    if asked.most_parts is None:
        return rules
    return replace(
        rules,
        split="never" if asked.most_parts == 1 else rules.split,
        most_parts=min(rules.most_parts, asked.most_parts),
    )


def read_candidates(asked: Asked, at: datetime) -> list[Candidate]:
    """Every place that has some of the goods, as the rules weigh it."""
    return _candidates(asked, read_senders(asked, at), at)


def _candidates(asked: Asked, senders: Sequence[Sender], at: datetime) -> list[Candidate]:
    # Goods of another firm are settled between the two, where the shop has said at which price and that they may go.
    others = any(one.place.legal_entity != asked.seller.legal_entity for one in senders)
    lends = others and settling_rule(at).sends
    return [one.candidate(asked.seller, asked.goal, at, lends=lends) for one in senders]


def read_senders(asked: Asked, at: datetime) -> list[Sender]:
    """Every place that has some of the goods."""
    free = free_for(asked.touchpoint, list(asked.wants), at)
    for place, units in (asked.freed or {}).items():
        for variant, count in units.items():
            free.setdefault(place, {})[variant] = free.get(place, {}).get(variant, 0) + count
    return senders_with({place: free[place] for place in free if place not in asked.but})


def senders_with(free: Mapping[UUID, Mapping[UUID, int]]) -> list[Sender]:
    """Places with units of variants that may be taken there."""
    places = read_places(list(free))
    sending, waiting = read_sending(list(places)), count_waiting(list(places))
    return [Sender(one, sending[one.id].told, free[one.id], waiting.get(one.id, 0)) for one in places.values()]


def goal_of(zone: UUID | None, point: Point | None) -> Point | None:
    """Where an order goes: the point itself, else the middle of its part of town."""
    if point is not None or zone is None:
        return point
    known = read_zones([zone]).get(zone)
    return known.point if known else None


def read_offer(seller: PlaceView, zone: UUID | None, goal: Point | None, amount: int, at: datetime) -> Offer:
    """What bringing goods of so much home costs from the store that sells. Raises NotDelivered."""
    start = point_of(read_sending([seller.id])[seller.id].told)
    rows = delivery_prices(seller.currency, at, place=seller.id)
    found = price_of_way(rows, zone=zone, start=start, goal=goal, amount=amount)
    if found is None:
        raise NotDelivered
    return Offer(*found)


def zones_offered(seller: PlaceView, amount: int, at: datetime) -> list[tuple[ZoneView, Offer]]:
    """The parts of town to which the store brings goods of so much, each with what it costs."""
    rows = delivery_prices(seller.currency, at, place=seller.id)
    if not rows:
        return []
    start = point_of(read_sending([seller.id])[seller.id].told)
    offered = []
    for zone in list_zones():
        found = price_of_way(rows, zone=zone.id, start=start, goal=zone.point, amount=amount)
        if found is not None:
            offered.append((zone, Offer(*found)))
    return offered


def point_of(told: Sends) -> Point | None:
    """Where a place lies, None where nobody has said."""
    if told.latitude is None or told.longitude is None:
        return None
    return Point(told.latitude, told.longitude)
