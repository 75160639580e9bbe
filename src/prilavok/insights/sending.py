"""Who may send which goods of an order home: places with what is free, their distance, hours and load; the price."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
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


def read_route(asked: Asked, at: datetime) -> Route:
    """Which places send the goods, by the rules that hold now, and why each other place does not."""
    rules = rules_for(asked.seller.currency, at)
    if asked.most_parts is not None:
        rules = RoutingRules(
            "never" if asked.most_parts == 1 else rules.split,
            min(rules.most_parts, asked.most_parts),
            *(getattr(rules, name) for name in _OTHERS),
        )
    return find_route(asked.wants, read_candidates(asked, at), rules)


_OTHERS = (
    "most_metres", "parcel_amount", "km_amount", "waiting_amount", "closed_amount", "unknown_metres",
)  # fmt: skip


def read_candidates(asked: Asked, at: datetime) -> list[Candidate]:
    """Every place that has some of the goods, as the rules weigh it."""
    free = free_for(asked.touchpoint, list(asked.wants), at)
    for place, units in (asked.freed or {}).items():
        for variant, count in units.items():
            free.setdefault(place, {})[variant] = free.get(place, {}).get(variant, 0) + count
    places = read_places([place for place in free if place not in asked.but])
    sending, waiting = read_sending(list(places)), count_waiting(list(places))
    # Goods of another firm are settled between the two, where the shop has said at which price and that they may go.
    others = any(one.legal_entity != asked.seller.legal_entity for one in places.values())
    lends = others and settling_rule(at).sends
    return [
        Candidate(
            place=one.id,
            code=one.code,
            free=free[one.id],
            sends=sending[one.id].told.sends,
            same_currency=one.currency == asked.seller.currency,
            same_entity=lends or one.legal_entity == asked.seller.legal_entity,
            metres=way_between(point_of(sending[one.id].told), asked.goal),
            opens_in=opens_in(one.hours, at.astimezone(ZoneInfo(one.zone))),
            waiting=waiting.get(one.id, 0),
            most_waiting=sending[one.id].told.most_waiting,
            handling=sending[one.id].told.handling,
        )
        for one in places.values()
    ]


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
