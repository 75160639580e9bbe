"""What crosses the edge of orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

#: neither quantities nor amounts may exceed this, so that sums of millions of lines stay whole numbers of 64 bits
LARGEST = 10**12
#: the source of orders placed here; their source_key is the quote they were placed by
COUNTER = UUID("7a3d0c52-6c1e-4f0b-9d6e-0c5e1f2a9b10")


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line of a finished sale. Amounts in minor units, quantity in the variant's smallest unit.

    list_amount: at list price. promotion_amount and match_amount: the shop's discounts (its promotions, and what
    it adds to a maker's coupon). coupon_amount: what the maker's coupons pay of the line.
    """

    variant: UUID
    quantity: int
    list_amount: int
    promotion_amount: int
    match_amount: int
    coupon_amount: int

    @property
    def amount(self) -> int:
        """What the shop receives for the line."""
        return self.list_amount - self.promotion_amount - self.match_amount

    @property
    def impossible(self) -> str | None:
        """Why no such line can be: negative, discount_over_price or too_large; None where it can."""
        if min(self.quantity, self.list_amount, self.promotion_amount, self.match_amount, self.coupon_amount) < 0:
            return "negative"
        if self.amount < 0:
            return "discount_over_price"
        if max(self.quantity, self.list_amount, self.coupon_amount) > LARGEST:
            return "too_large"
        return None


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale that has already happened at a till: goods handed over, money taken.

    source and source_key name it for ever: the same pair again is the same sale.
    """

    id: UUID
    number: str
    source: UUID
    source_key: str
    touchpoint: str
    place: UUID
    leaf: UUID
    currency: str
    placed_at: datetime
    local_day: date
    lines: tuple[SaleLine, ...]


@dataclass(frozen=True, slots=True)
class SaleSums:
    """The sums of a sale's lines, in minor units. `surplus`: by how much coupons exceed what was to be paid."""

    list_amount: int
    discount_amount: int
    amount: int
    coupon_amount: int
    paid_amount: int
    surplus: int


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as screens and programs see it; amounts in minor units of `currency`.

    list_amount: at list prices. amount: less the shop's discounts. paid_amount: less what makers' coupons pay.
    returned_amount: of what was paid, what was given back for goods that came back.
    """

    id: UUID
    number: str
    touchpoint: str
    place: UUID | None
    leaf: UUID
    currency: str
    line_count: int
    list_amount: int
    discount_amount: int
    amount: int
    coupon_amount: int
    paid_amount: int
    commercial: str
    payment: str
    fulfilment: str
    placed_at: datetime
    local_day: date
    recorded_at: datetime
    origin: str
    version: int
    returned_amount: int = 0

    @property
    def owed(self) -> int:
        """Minor units that stay paid for the order, returns taken off; nothing once it is cancelled."""
        return 0 if self.commercial == "cancelled" else self.paid_amount - self.returned_amount


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of an order as screens and programs see it; see SaleLine for the amounts."""

    id: UUID
    position: int
    kind: str
    variant: UUID
    quantity: int
    handed_over: int
    cancelled: int
    returned: int
    list_amount: int
    promotion_amount: int
    match_amount: int
    amount: int
    coupon_amount: int

    @property
    def left(self) -> int:
        """Units that are still to be handed over."""
        return self.quantity - self.cancelled - self.handed_over

    @property
    def kept(self) -> int:
        """Units that are not cancelled, handed over or not."""
        return self.quantity - self.cancelled


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """Orders of somebody in one currency: how many, what they paid together, the first and the last."""

    currency: str
    orders: int
    paid_amount: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders. Days are calendar days at the order's place, both ends included; leaves: of these people alone."""

    place: UUID | None = None
    leaves: tuple[UUID, ...] | None = None
    touchpoint: str = ""
    origin: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CouponOrder:
    """The one order in which a coupon can have been used."""

    id: UUID
    place: UUID
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """What is decided of an order before it is placed: its id, its day at the place, its states, its keeping time."""

    id: UUID
    local_day: date
    keep_until: datetime
    commercial: str
    payment: str
    fulfilment: str


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that was placed by a quote. new: now; otherwise it was stored before, by the same quote."""

    order: UUID
    number: str
    shipment: UUID
    new: bool


@dataclass(frozen=True, slots=True)
class LackView:
    """A variant of which more was asked than is free at the place. elsewhere: places where so much is, best first.

    wait_until: by which day so much is there for an order that waits; None where it cannot wait.
    """

    variant: UUID
    asked: int
    free: int
    elsewhere: tuple[UUID, ...] = ()
    wait_until: date | None = None


@dataclass(frozen=True, slots=True)
class LineAct:
    """Units of a variant added, with their price, or taken out; reprice: so much off what stays; bring: a new fee."""

    kind: Literal["add", "take_out", "reprice", "bring"]
    variant: UUID
    quantity: int
    list_amount: int = 0
    discount_amount: int = 0


@dataclass(frozen=True, slots=True)
class ChangeKept:
    """A change as it is kept. key: names it, and by its first word whence it came; taken: units out, by variant."""

    id: UUID
    key: str
    taken: Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line as a change would leave it: units that stay, and what is paid for them."""

    variant: UUID
    quantity: int
    list_amount: int
    amount: int


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A confirmed change, and whether it was confirmed just now. amount: what the order comes to before and after."""

    id: UUID
    order: UUID
    amount_before: int
    amount_after: int
    new: bool
