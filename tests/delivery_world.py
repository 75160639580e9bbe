"""Stores and a warehouse that send orders home: for tests of delivery and routing."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tests import make
from tests.counter_world import CASHIER
from tests.shop_world import Counter, open_counter, quoted

from prilavok.domains.orders.types import Placed
from prilavok.domains.places.types import Sends
from prilavok.domains.shipments.types.delivering import Delivering, Pay, Point
from prilavok.domains.stock.actions import open_stock
from prilavok.domains.stock.types import Opening
from prilavok.flows.keep_delivery_terms import PriceTold, name_zone, price_delivery, say_sending
from prilavok.flows.place_delivery import place_delivery
from prilavok.kit.events.actor import SYSTEM, Actor

FEE = 90_000
MIDDLE = Point(43_238_000, 76_945_000)
ADDRESS = "ул. Абая 10, кв. 5"


@dataclass(frozen=True)
class Town:
    """A store that sells, a part of town it brings to, and places that send: the store first, then others, farther."""

    counter: Counter
    zone: UUID
    places: tuple[UUID, ...]

    @property
    def store(self) -> UUID:
        return self.counter.place


def open_town(here: tuple[int, ...], *others: tuple[int, ...], fee: int = FEE, free_from: int | None = None) -> Town:
    """The store has so many units of each of its variants, and each other place so many of the same."""
    counter = open_counter(*here)
    places = [counter.place]
    for units in others:
        place = make.place()
        stock = [Opening(place, one, count, False) for one, count in zip(counter.variants, units, strict=True) if count]
        open_stock(stock, occurred=make.AT - timedelta(days=1), actor=SYSTEM, at=make.AT, origin="load")
        places.append(place)
    for nth, place in enumerate(places):
        say_sending(place, Sends(True, MIDDLE.latitude, MIDDLE.longitude + 20_000 * nth), actor=CASHIER, at=make.AT)
    zone = name_zone(f"zone-{places[0]}"[:40], {"ru": "Центр"}, MIDDLE, actor=CASHIER, at=make.AT)
    told = PriceTold(place=counter.place, zone=zone, up_to_metres=None, amount=fee, free_from=free_from, currency="KZT")
    price_delivery(told, actor=CASHIER, at=make.AT - timedelta(hours=1))
    return Town(counter, zone, tuple(places))


def asked(town: Town, pay: Pay = "door", **more: object) -> Delivering:
    """To an address in the town."""
    return Delivering(ADDRESS, "Айгуль", "+7 701 000 11 22", "домофон 5", town.zone, None, pay, **more)  # type: ignore[arg-type]


def sent_home(town: Town, leaf: UUID, *quantities: int, pay: Pay = "door") -> Placed:
    """So many units of the store's variants, ordered to be brought home."""
    quote = quoted(town.counter, leaf, *quantities)
    actor = Actor("leaf", leaf)
    return place_delivery(quote.id, asked(town, pay), leaf=leaf, touchpoint="site", actor=actor, at=make.AT)
