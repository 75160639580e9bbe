"""A counter to test at: the small shop with a second store, people who work there, orders that wait to be collected."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.doors.web_people import client_of, hire
from tests.small_shop import AT, HOURS, Shop, open_small_shop

from prilavok.domains.baskets.types import Wish
from prilavok.domains.orders.types import Placed
from prilavok.domains.places.actions import put_places
from prilavok.domains.places.types import NewPlace
from prilavok.domains.shipments.queries import open_code
from prilavok.domains.staff.actions import assign_place
from prilavok.flows.change_basket import change_basket
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor

#: an htmx call, as the frame sends it
PART = {"HX-Request": "true"}


@dataclass(frozen=True)
class Counter:
    """The shop, its two stores, and who works where."""

    shop: Shop
    here: UUID
    elsewhere: UUID


@dataclass(frozen=True)
class Ordered:
    """An order that waits, with its pickup code in clear."""

    order: UUID
    shipment: UUID
    number: str
    code: str


def open_counter() -> Counter:
    """The small shop and a second store of the same currency."""
    shop = open_small_shop()
    name = {"ru": "Лавка в Астане", "en": "Shop in Astana"}
    other = put_places([NewPlace("t-ast", name, "store", "Asia/Almaty", "KZT", "too", HOURS)])["t-ast"]
    return Counter(shop, shop.places["t-alm"], other)


def at_work(role: str, place: UUID | None, login: str = "") -> Any:
    """A client signed in as somebody of the role who works at the place."""
    person = hire(role, login or role)
    if place is not None:
        assign_place(login or role, place, actor=SYSTEM, at=AT)
    return client_of(type(person).objects.get(id=person.id))


def order_of(counter: Counter, leaf: str = "c-1", place: UUID | None = None, **wishes: int) -> Ordered:
    """The person orders so many units of each, by the code of the goods, for collection at the store."""
    whose, at = counter.shop.leaves[leaf], clock.now()
    actor = Actor("leaf", whose)
    wanted = [Wish(counter.shop.variants[code], units) for code, units in wishes.items()]
    change_basket(whose, wanted, place=place or counter.here, touchpoint="site", actor=actor, at=at)
    quote = quote_basket(whose, touchpoint="site", actor=actor, at=at)
    placed: Placed = place_order(quote.id, leaf=whose, touchpoint="site", actor=actor, at=at)
    return Ordered(placed.order, placed.shipment, placed.number, open_code(placed.shipment))
