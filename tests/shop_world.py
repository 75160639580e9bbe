"""A store with a price and stock, and guests who buy there: for tests of orders, in process and over HTTP."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tests import make

from prilavok.domains.baskets.types import Wish
from prilavok.domains.orders.types import Placed
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice, QuoteView
from prilavok.domains.stock.actions import open_stock
from prilavok.domains.stock.types import Opening
from prilavok.flows.change_basket import change_basket
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.kit.events.actor import SYSTEM, Actor

PRICE = 1500


@dataclass(frozen=True)
class Counter:
    """One store, and variants of the same price there."""

    place: UUID
    variants: tuple[UUID, ...]

    @property
    def variant(self) -> UUID:
        return self.variants[0]


def open_counter(*units: int, at: datetime = make.AT, place: UUID | None = None, price: int = PRICE) -> Counter:
    """A store with so many units of as many new variants, each at this price."""
    place = place or make.place()
    prices = make.price_list(place)
    variants = tuple(make.variant() for _ in units)
    since = at - timedelta(days=1)
    set_prices([NewPrice(prices, variant, price, 1, since) for variant in variants], at=since)
    stock = [Opening(place, variant, count, False) for variant, count in zip(variants, units, strict=True)]
    open_stock(stock, occurred=since, actor=SYSTEM, at=at, origin="load")
    return Counter(place, variants)


def put(counter: Counter, leaf: UUID, *quantities: int, at: datetime = make.AT) -> None:
    """Fill the leaf's basket with so many units of the counter's variants."""
    wishes = [Wish(variant, quantity) for variant, quantity in zip(counter.variants, quantities, strict=False)]
    change_basket(leaf, wishes, place=counter.place, touchpoint="site", actor=Actor("leaf", leaf), at=at)


def quoted(counter: Counter, leaf: UUID, *quantities: int, at: datetime = make.AT) -> QuoteView:
    """The same, and what it costs."""
    put(counter, leaf, *quantities, at=at)
    return quote_basket(leaf, touchpoint="site", actor=Actor("leaf", leaf), at=at)


def placed(counter: Counter, leaf: UUID, *quantities: int, at: datetime = make.AT) -> Placed:
    """The same, and ordered."""
    quote = quoted(counter, leaf, *quantities, at=at)
    return place_order(quote.id, leaf=leaf, touchpoint="site", actor=Actor("leaf", leaf), at=at)
