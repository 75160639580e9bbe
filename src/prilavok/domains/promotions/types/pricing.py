"""What the price engine is told and what it says; the same shapes as `web/src/prices/facts.ts`, which says each word.

Amounts are minor units, quantities the variant's smallest unit, shares basis points, instants milliseconds since 1970
(UTC). Ids travel as texts.
"""

from uuid import UUID

from msgspec import Struct

from prilavok.domains.promotions.types.acts import Act, Reach


class Conditions(Struct, frozen=True, forbid_unknown_fields=True):
    """What one version of a promotion says beside its time. days: 0 is Monday. minutes: of the place's day."""

    act: Act
    reach: Reach
    order: int = 100
    group: str = ""
    stop: bool = False
    days: tuple[int, ...] = ()
    minutes: tuple[int, int] = (0, 0)
    touchpoints: tuple[str, ...] = ()
    places: tuple[UUID, ...] = ()
    currency: str = "KZT"
    segments: tuple[UUID, ...] = ()
    segments_not: tuple[UUID, ...] = ()
    known: bool = False
    first: bool = False
    right: bool = False
    least_amount: int = 0
    least_quantity: int = 0
    per_order: int = 0
    per_customer: int = 0
    in_all: int = 0


class PromotionRule(Struct, frozen=True):
    """One version of a promotion as the engine is told it. until: None where it has no end."""

    id: UUID
    version: UUID
    since: int
    until: int | None
    conditions: Conditions


class ListRule(Struct, frozen=True):
    """A price list: of those that fit, the one with the highest order holds. Empty: no condition."""

    id: UUID
    order: int
    currency: str
    places: tuple[UUID, ...] = ()
    touchpoints: tuple[str, ...] = ()
    segments: tuple[UUID, ...] = ()


class Rulebook(Struct, frozen=True):
    """All promotions that may be given. name: of just these rules, see rules.rulebook."""

    name: str
    promotions: tuple[PromotionRule, ...]


class Offered(Struct, frozen=True):
    """A price version that holds at the instant: `amount` for `per` units."""

    list: UUID
    version: UUID
    amount: int
    per: int


class Wanted(Struct, frozen=True):
    """Goods to be priced. counted: sold by the piece. tax: basis points that its price includes.

    categories: the paths of its own and of those above it.
    """

    variant: UUID
    product: UUID
    categories: tuple[str, ...]
    quantity: int
    counted: bool
    tax: int
    prices: tuple[Offered, ...]


class Right(Struct, frozen=True):
    """A coupon or a personal offer that was shown, by the key under which its use is kept."""

    promotion: UUID
    key: str


class Buyer(Struct, frozen=True):
    """What the engine knows of who buys: no name, no address."""

    known: bool = False
    orders: int = 0
    segments: tuple[UUID, ...] = ()


class Basket(Struct, frozen=True):
    """A basket at an instant and a touchpoint. weekday and minute: of the place. step: see facts.ts."""

    at: int
    weekday: int
    minute: int
    touchpoint: str
    place: UUID
    currency: str
    step: int
    explain: bool
    customer: Buyer
    rights: tuple[Right, ...]
    left: dict[UUID, int]
    lists: tuple[ListRule, ...]
    lines: tuple[Wanted, ...]


class Given(Struct, frozen=True):
    """What one promotion took off a line. right: the key of what was shown for it, "" for none."""

    promotion: UUID
    version: UUID
    right: str
    amount: int


class PricedLine(Struct, frozen=True):
    """A line as it is to be paid; version: of the price, `price` for `per` units."""

    variant: UUID
    quantity: int
    list: UUID
    version: UUID
    price: int
    per: int
    list_amount: int
    discount_amount: int
    amount: int
    tax: int
    tax_amount: int
    given: tuple[Given, ...]


class Said(Struct, frozen=True):
    """One step of the reasons: what became of a promotion. by: the one that was in the way. lacks: so much more."""

    promotion: UUID
    said: str
    amount: int
    lacks: int
    by: str
    variant: str


class Taxed(Struct, frozen=True):
    """The tax that the lines of one rate include."""

    rate: int
    amount: int
    tax_amount: int


class Priced(Struct, frozen=True):
    """A priced basket; lines in the order of their variants. unpriced: what no list prices here."""

    lines: tuple[PricedLine, ...]
    unpriced: tuple[UUID, ...]
    list_amount: int
    discount_amount: int
    amount: int
    taxes: tuple[Taxed, ...]
    said: tuple[Said, ...]
