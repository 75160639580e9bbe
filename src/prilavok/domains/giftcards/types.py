"""What crosses the edge of gift cards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

#: why a card was blocked or given anew
BlockReason = Literal["lost", "stolen", "mistake", "suspicion"]
BLOCK_REASONS: tuple[BlockReason, ...] = ("lost", "stolen", "mistake", "suspicion")


@dataclass(frozen=True, slots=True)
class NewGiftCard:
    """A card to be issued. amount: minor units on it. order: the sale that paid it, None where staff give it.

    days: for how long it is good, None for no end. leaf: whose own page shows it.
    """

    amount: int
    currency: str
    legal_entity: UUID
    place: UUID | None
    order: UUID | None
    leaf: UUID | None
    days: int | None


@dataclass(frozen=True, slots=True)
class GiftCardView:
    """A card as it stands, minor units of its currency. balance: what is on it; held: of it, kept for orders.

    tail: its last digits. reason: why it was blocked. replaces: the card it took the balance of.
    """

    id: UUID
    tail: str
    currency: str
    amount: int
    legal_entity: UUID
    place: UUID | None
    order: UUID | None
    leaf: UUID | None
    state: str
    reason: str
    ends_at: datetime | None
    replaces: UUID | None
    issued_by: UUID | None
    issued_at: datetime
    version: int
    balance: int
    held: int

    @property
    def free(self) -> int:
        """What can be spent."""
        return self.balance - self.held

    def is_good(self, at: datetime) -> bool:
        """Whether it can pay at this instant."""
        return self.state == "active" and (self.ends_at is None or self.ends_at > at)


@dataclass(frozen=True, slots=True)
class GiftHold:
    """So many minor units of a card, kept for an order until an instant."""

    hold: UUID
    card: UUID
    tail: str
    order: UUID
    amount: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class GiftPart:
    """Minor units that a card pays of an order, or is given back of it."""

    card: UUID
    amount: int


@dataclass(frozen=True, slots=True)
class LentPart:
    """Minor units that a till without a line took of a card. lease: under which a part was kept for it.

    most: how much of that part was not used yet.
    """

    lease: UUID
    card: UUID
    amount: int
    most: int


@dataclass(frozen=True, slots=True)
class GiftGoodsView:
    """A variant sold as gift cards. free: a line of it is one card, else each piece is. days: None by the country."""

    variant: UUID
    free: bool
    days: int | None


@dataclass(frozen=True, slots=True)
class GiftTermView:
    """For how many days cards issued in a country are good; None: no end. basis: which law or rule says so."""

    country: str
    days: int | None
    basis: str
    valid_from: datetime


@dataclass(frozen=True, slots=True)
class GiftFilter:
    """Which cards are listed. tail: the last digits; state: "" for all."""

    tail: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class ShownCode:
    """The code of a card while it may still be shown: to be printed or written down, and then never again."""

    card: UUID
    code: str
    amount: int
    currency: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class GiftOwed:
    """What a legal entity that issued cards owes the one in whose stores they were spent, minor units."""

    issuer: UUID
    seller: UUID
    currency: str
    amount: int
