"""What crosses the edge of pricing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.kit.taxes import TaxSum, tax_sums
from prilavok.kit.words import Words


@dataclass(frozen=True, slots=True)
class ReceiptPrice:
    """What a line of a receipt charged at list prices: `list_amount` minor units for `quantity` units.

    measured: the variant is sold by weight, volume or length and priced per 1000 of its units.
    """

    price_list: UUID
    variant: UUID
    list_amount: int
    quantity: int
    measured: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class NewPrice:
    """A list price that somebody set: `amount` minor units for `per` units of the variant, from an instant on."""

    price_list: UUID
    variant: UUID
    amount: int
    per: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PriceView:
    """One price version: `amount` minor units for `per` units, from `valid_from` until `valid_to` (None: now).

    place: None where the list holds everywhere. source: `set`, `seen` on a receipt, or taken from an `exchange`.
    """

    id: UUID
    price_list: UUID
    place: UUID | None
    variant: UUID
    amount: int
    currency: str
    per: int
    valid_from: datetime
    valid_to: datetime | None
    recorded_at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class ShownPrice:
    """A list price: `amount` minor units for `per` units. now: what they cost with the promotions of the moment."""

    amount: int
    per: int
    currency: str = ""
    now: int | None = None

    @property
    def lower(self) -> bool:
        """Whether promotions make it cheaper than its list price."""
        return self.now is not None and self.now < self.amount


@dataclass(frozen=True, slots=True)
class PriceSpan:
    """What a variant costs now over all price lists of a currency: the lowest and highest for `per` units."""

    variant: UUID
    currency: str
    per: int
    lowest: int
    highest: int
    lists: int


@dataclass(frozen=True, slots=True)
class OfferedPrice:
    """A price version that holds at an instant, with where, how and for whom its list does; empty: for all."""

    id: UUID
    variant: UUID
    price_list: UUID
    amount: int
    per: int
    place: UUID | None
    touchpoints: tuple[str, ...]
    segments: tuple[UUID, ...]
    order: int


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A line priced elsewhere: by which version, and what promotions took off. given: ids and amounts, as kept.

    tax: basis points of value added tax in what is paid, 0 without it, None where nothing is stated of it.
    """

    variant: UUID
    quantity: int
    price_version: UUID
    price: int
    per: int
    list_amount: int
    discount_amount: int
    given: tuple[Mapping[str, Any], ...] = ()
    tax: int | None = None
    tax_amount: int = 0


@dataclass(frozen=True, slots=True)
class PricedWish:
    """So many units of a variant, in its smallest unit, that are to be priced."""

    variant: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class QuoteLineView:
    """One line of a quote. price: minor units for `per` units, by the price version it was priced with.

    tax, tax_amount: as in QuotedLine.
    """

    position: int
    variant: UUID
    quantity: int
    price_version: UUID
    price: int
    per: int
    list_amount: int
    discount_amount: int
    amount: int
    given: tuple[Mapping[str, Any], ...] = ()
    tax: int | None = None
    tax_amount: int = 0


@dataclass(frozen=True, slots=True)
class QuoteView:
    """What a basket of a version costs at a place, promised until `expires_at`; amounts in minor units of `currency`.

    lines: as priced; empty where only the head was asked for. reasons: what became of each promotion. uses: those
    given, as placing the order claims them. variants: of a stored quote what it is of, in no order.
    """

    id: UUID
    basket: UUID
    basket_version: int
    leaf: UUID
    place: UUID
    currency: str
    touchpoint: str
    line_count: int
    list_amount: int
    discount_amount: int
    amount: int
    made_at: datetime
    expires_at: datetime
    reasons: tuple[Mapping[str, Any], ...] = ()
    uses: tuple[Mapping[str, Any], ...] = ()
    lines: tuple[QuoteLineView, ...] = ()
    variants: tuple[UUID, ...] = field(default=(), compare=False)

    @property
    def taxes(self) -> tuple[TaxSum, ...]:
        """The value added tax in its lines, by rate; none where nothing is stated of it."""
        return tax_sums((line.tax, line.amount, line.tax_amount) for line in self.lines)


#: the ways by which people buy, as price lists and promotions name them
TOUCHPOINTS = ("site", "till", "bot", "desk")


@dataclass(frozen=True, slots=True)
class PriceListView:
    """A price list: where (place None: everywhere), by which touchpoints and for which segments it holds; empty: all.

    order: of those that fit the highest holds.
    """

    id: UUID
    code: str
    name: Words
    currency: str
    place: UUID | None
    version: int
    order: int
    touchpoints: tuple[str, ...]
    segments: tuple[UUID, ...]
