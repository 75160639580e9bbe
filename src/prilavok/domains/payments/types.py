"""What crosses the edge of payments."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

Method = Literal["cash", "card", "transfer", "instalment", "points", "gift_card", "outside", "coupon", "unstated"]


@dataclass(frozen=True, slots=True)
class Tender:
    """Money taken for an order. method `unstated`: the source does not say; `coupon`: a maker owes it."""

    order: UUID
    method: Method
    amount: int
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One transaction of a payment. kind: capture, refund ...; method: see Method; amount: minor units.

    attempt: the card charge (or the gift card) it goes back to or came of. of: the return it belongs to.
    moved: the other order, where what was given back of one paid the other.
    """

    id: UUID
    order: UUID
    kind: str
    method: str
    amount: int
    currency: str
    occurred_at: datetime
    origin: str
    attempt: UUID | None = None
    of: UUID | None = None
    moved: UUID | None = None


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One try to take money through a provider; its id is the key the provider knows it by.

    amount: what it takes, or is to take. reason: a code of why it was refused. outside_id: the provider's own id of it.
    way: terminal, page or qr; link: where the customer pays, until ends_at. hold: the money is held before it is taken.
    whole: all that was asked for, where less of it is taken. state: asked, captured, refused, unknown, waiting, held,
    taking, freeing or released; captured, refused and released are final, waiting is for the customer, held for us.
    """

    id: UUID
    order: UUID
    connection: UUID
    method: str
    amount: int
    currency: str
    place: UUID | None
    state: str
    reason: str
    outside_id: str
    asked_by: UUID | None
    asked_at: datetime
    answered_at: datetime | None
    way: str = "terminal"
    hold: bool = False
    whole: int | None = None
    link: str = ""
    ends_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the provider has not said yet what it was asked last."""
        return self.state in ("asked", "unknown", "taking", "freeing")

    @property
    def waits(self) -> bool:
        """Whether the customer is to pay at its page."""
        return self.state == "waiting"

    @property
    def holds(self) -> bool:
        """Whether its money is held and was not taken yet, though that may have been asked for."""
        return self.state in ("held", "taking")

    @property
    def asked_amount(self) -> int:
        """Minor units as the provider knows them."""
        return self.amount if self.whole is None else self.whole


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a provider said of an attempt. taken: of what was held, None all of it. ends_at: of waiting, of holding."""

    state: Literal["captured", "refused", "unknown", "waiting", "held", "released"]
    reason: str = ""
    outside_id: str = ""
    taken: int | None = None
    link: str = ""
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """Money about to be asked for through a connection; amount in minor units. way, hold: see AttemptView."""

    order: UUID
    connection: UUID
    method: Method
    amount: int
    currency: str
    place: UUID | None
    way: Literal["terminal", "page", "qr"] = "terminal"
    hold: bool = False


@dataclass(frozen=True, slots=True)
class Paying:
    """One way a customer pays at the counter. given: cash handed over.

    attempt: the card payment that took it; of a gift card, the gift card, on which so much is kept for the order.
    """

    method: Literal["cash", "points", "card", "gift_card"]
    amount: int
    given: int | None = None
    attempt: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What the ways of paying come to, minor units. due: what was still to be paid. change: given back in cash.

    money: of the whole owed, what is paid in money and not in points. surplus: by how much more was taken than is owed.
    gifts: by gift cards, which is money too.
    """

    due: int
    cash: int
    points: int
    change: int
    money: int
    surplus: int
    gifts: int = 0

    def here(self, order: UUID, currency: str, at: datetime) -> list[Tender]:
        """What is taken at the counter itself: cash and points; cards were captured when they were charged."""
        return [Tender(order, "cash", self.cash, currency, at), Tender(order, "points", self.points, currency, at)]


@dataclass(frozen=True, slots=True)
class WayBack:
    """Minor units that go (or may still go) back the way they came.

    attempt: the card charge they came by; of a gift card, the gift card.
    """

    method: Method
    amount: int
    attempt: UUID | None = None


@dataclass(frozen=True, slots=True)
class PaidPart:
    """Minor units that pay a part of what is owed, by one taking. moved: they paid another order before.

    attempt: the card charge they came by; of a gift card, the gift card.
    """

    method: Method
    amount: int
    attempt: UUID | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class RefundView:
    """Money a provider gives back to the card of a charge; its id is the key the provider knows it by.

    of: the return it is for. attempt: our charge; charge: the provider's name of it. reason: a code of why not.
    """

    id: UUID
    order: UUID
    of: UUID | None
    attempt: UUID
    connection: UUID
    charge: str
    amount: int
    currency: str
    place: UUID | None
    state: str
    reason: str
    outside_id: str
    asked_at: datetime
    answered_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether the provider has not said yet."""
        return self.state in ("asked", "unknown")

    @property
    def asked_amount(self) -> int:
        """Minor units as the provider knows them."""
        return self.amount


#: why what a provider told is said to be of a payment of ours, or of none
Matched = Literal["asked_bank", "wrong_number"]
Dropped = Literal["not_ours", "trial", "returned_by_bank"]
MATCHED: tuple[Matched, ...] = get_args(Matched)
DROPPED: tuple[Dropped, ...] = get_args(Dropped)
