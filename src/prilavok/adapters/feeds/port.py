"""The port of a feed: what every source of a whole business gives, in neutral rows and its own order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from prilavok.kit.words import Words


class SourceBroken(Exception):
    """A source cannot be read at all: cut short, of a wrong type, or lacking a column. Nothing was read from it.

    reason: one of the codes file_missing, file_cut, file_type, column_missing, value_type; where: file, column, row.
    """

    def __init__(self, reason: str, where: str) -> None:
        super().__init__(f"{reason}: {where}")
        self.reason = reason
        self.where = where


@dataclass(frozen=True, slots=True)
class SourceEntity:
    """A legal entity of the source, or one a stated rule made."""

    code: str
    name: Words
    kind: str
    country: str
    tax_number: str | None = None
    generated: bool = False


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A place. generated: names of the fields that a stated rule made."""

    code: str
    name: Words
    kind: str
    zone: str
    currency: str
    entity: str
    hours: Mapping[str, list[list[str]]]
    address: Words = field(default_factory=dict)
    generated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A product with its one variant; `unit` is one of piece, gram, millilitre, milligallon.

    prices: list price in minor units per place code ("" for all places), per `price_per` units; where receipts tell
    the prices it is empty. stock: units per place code, where the source knows them. attributes: by the attribute's
    code the codes of its values, or one decimal text of a number, or "yes" or "no".
    """

    code: str
    name: Words
    category: tuple[str, ...]
    unit: str
    category_names: tuple[Words, ...] = ()
    description: Words = field(default_factory=dict)
    brand: str = ""
    maker: str = ""
    package: str = ""
    barcode: str | None = None
    generated: bool = False
    prices: Mapping[str, int] = field(default_factory=dict)
    price_per: int = 1
    stock: Mapping[str, int] = field(default_factory=dict)
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceAttribute:
    """What cards of the source say. kind: choice, number, yes_no. shelves: paths of categories by their codes.

    group: code and name of its heading. choices: code -> name, in order.
    """

    code: str
    name: Words
    kind: str
    unit: Words = field(default_factory=dict)
    group: tuple[str, Words] | None = None
    facet: bool = False
    shelves: tuple[str, ...] = ()
    choices: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceCustomer:
    """A person of the source. identifiers: (kind, value) pairs, the one that sales arrive with first.

    made_up: name and contacts were made up and are never written to.
    """

    code: str
    identifiers: tuple[tuple[str, str], ...]
    name: str = ""
    language: str = ""
    made_up: bool = False
    traits: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceCampaign:
    """A mailing of the source with its coupons (code -> product codes) and whom it reached (customer codes)."""

    code: str
    name: Words
    kind: str
    starts_on: date
    ends_on: date
    coupons: Mapping[str, tuple[str, ...]]
    reached: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceRedemption:
    """A coupon used by a customer on a day."""

    customer: str
    coupon: str
    campaign: str
    day: date


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One row of a receipt. Amounts in minor units; `number` is the row's place in the source, from 1.

    amount: what the shop receives. promotion, match, coupon: see orders.types.SaleLine. problem: a code where the
    row's values cannot be read; the row is then refused by it.
    """

    number: int
    product: str
    quantity: int
    amount: int
    promotion: int
    match: int
    coupon: int
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class SourceReceipt:
    """One finished sale. customer "" where nobody was known. at: an instant with zone, in the source's own dates."""

    key: str
    place: str
    customer: str
    at: datetime
    lines: tuple[SourceLine, ...]
    method: str = "unstated"


@dataclass(frozen=True, slots=True)
class Sold:
    """How much of a product a place sold over the whole source."""

    place: str
    product: str
    quantity: int


class Feed(Protocol):
    """A source of a whole business. Every method reads afresh and in the same order, so that a load can go on."""

    #: what it is, for ever: receipts of one name and key are the same sale
    name: str
    #: which reading of it: the name, with what was left out of it
    label: str
    #: what the numbers of its orders begin with; no two names share one
    prefix: str
    currency: str
    #: whether receipts are the only source of prices, and whether opening stock is to be generated from them
    prices_from_receipts: bool
    opening_from_receipts: bool

    def fingerprint(self) -> str:
        """Return the digest (hex) of the source's bytes, whatever its files are called."""
        ...

    def last_day(self) -> date | None:
        """Return the last day of the source if its dates are to be shifted to end before today, else None."""
        ...

    def totals(self) -> Mapping[str, int]:
        """Return what the source holds: rows and sums by name; "lines" and "amount" always. Raises SourceBroken."""
        ...

    def entities(self) -> Iterator[SourceEntity]: ...

    def places(self) -> Iterator[SourcePlace]: ...

    def attributes(self) -> Iterator[SourceAttribute]: ...

    def cards(self) -> Iterator[SourceCard]: ...

    def customers(self) -> Iterator[SourceCustomer]: ...

    def campaigns(self) -> Iterator[SourceCampaign]: ...

    def sold(self) -> Iterator[Sold]: ...

    def receipts(self) -> Iterator[SourceReceipt]: ...

    def redemptions(self) -> Iterator[SourceRedemption]: ...
