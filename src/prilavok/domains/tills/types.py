"""What crosses the edge of the room of tills."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

LeaseKind = Literal["promotion", "coupon", "goods", "gift", "points"]
#: what stands for money of somebody, and is found at the till by the digest of its code
VALUES: tuple[LeaseKind, ...] = ("gift", "points")
Ended = Literal["used", "back", "over"]
State = Literal["recorded", "aside", "dropped"]
#: for how long a till may use what was lent to it: it works without a line for a day
LENT_FOR = timedelta(hours=24)
#: so much later what no till brought back is everybody's again
GRACE = timedelta(hours=24)
#: money and points are held somewhat longer: the lease ends first, and gives them back itself
HELD_FOR = GRACE + timedelta(hours=1)
PIN_DIGITS = 6
#: whole numbers and texts of a till may be anything: these are what a table can keep
Amount = Annotated[int, Meta(ge=0, le=10**12)]
Instant = Annotated[int, Meta(ge=0, le=10**14)]
Code = Annotated[str, Meta(pattern="^[^\\x00]{0,40}$")]
#: at most so many uses of a limited promotion are lent to one till by itself, and of what is left no more than a tenth
MOST_LENT = 5
#: of all kinds at one till
MOST_LEASES = 200


@dataclass(frozen=True, slots=True)
class TillView:
    """A device that may sell without a line; see the table."""

    id: UUID
    nth: int
    place: UUID
    name: str
    opened_at: datetime
    told_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def code(self) -> str:
        """With which the numbers of its receipts begin."""
        return f"T{self.nth}"


@dataclass(frozen=True, slots=True)
class PinView:
    """What a till is told of a PIN."""

    staff: UUID
    salt: str
    digest: str
    rounds: int


@dataclass(frozen=True, slots=True)
class LeaseView:
    """What was lent to a till; see the table. ended: "" while it is out."""

    id: UUID
    till: UUID
    kind: LeaseKind
    promotion: UUID | None
    coupon: UUID | None
    code: str
    variant: UUID | None
    units: int
    until: datetime
    ended: str = ""
    holder: UUID | None = None
    salt: str = ""
    digest: str = ""
    rounds: int = 0

    @property
    def left(self) -> int:
        """How much of it no sale has used, also where it went back meanwhile."""
        return 0 if self.ended == "used" else self.units


class ToldGiven(Struct, frozen=True):
    """What one promotion took off a line at the till. right: the key of the coupon shown for it, "" for none."""

    promotion: UUID
    version: UUID
    right: Code
    amount: Amount


class ToldLine(Struct, frozen=True):
    """A line as it was charged: units in the variant's smallest, amounts in minor units."""

    variant: UUID
    quantity: Amount
    list_amount: Amount
    discount_amount: Amount
    given: tuple[ToldGiven, ...] = ()


class ToldValue(Struct, frozen=True):
    """Minor units that a gift card or points paid, out of a lease."""

    lease: UUID
    amount: Amount


class ToldSale(Struct, frozen=True):
    """A sale as a till tells it. sold_at, known_at: milliseconds since 1970 by the till's clock and by ours.

    amount: what was paid, in minor units; given: the cash handed over. codes: coupons that were shown. leases: what was
    lent and is used up by it. method: cash, or outside where a terminal of its own took the card, for what `values` did
    not pay: gift cards and points.
    """

    id: UUID
    till: UUID
    place: UUID
    cashier: UUID
    number: Code
    currency: Code
    sold_at: Instant
    known_at: Instant
    amount: Amount
    method: Literal["cash", "outside"]
    given: Amount
    lines: tuple[ToldLine, ...]
    codes: tuple[Code, ...] = ()
    leases: tuple[UUID, ...] = ()
    values: tuple[ToldValue, ...] = ()

    @property
    def rest(self) -> int:
        """Minor units that were paid in money."""
        return self.amount - sum(one.amount for one in self.values)

    @property
    def change(self) -> int:
        """Minor units that were given back in cash."""
        return self.given - self.rest if self.method == "cash" else 0


@dataclass(frozen=True, slots=True)
class BroughtView:
    """A sale that was brought, and what became of it; see the table."""

    id: UUID
    till: UUID | None
    place: UUID | None
    cashier: UUID | None
    number: str
    state: State
    reason: str
    sold_at: datetime | None
    skew: int
    known_at: datetime | None
    amount: int | None
    reckoned_amount: int | None
    over: int
    receipt: UUID | None
    brought_at: datetime
    note: str
    beyond_amount: int = 0

    @property
    def differs(self) -> int:
        """By how much the till charged more than our rules of that instant; nought where it cannot be said."""
        return 0 if self.amount is None or self.reckoned_amount is None else self.amount - self.reckoned_amount


@dataclass(frozen=True, slots=True)
class Noted:
    """What is kept beside a recorded sale; see the table."""

    sold_at: datetime
    skew: int
    reckoned_amount: int | None
    over: int
    receipt: UUID
    beyond_amount: int = 0
