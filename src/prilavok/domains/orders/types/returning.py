"""What crosses the edge of orders where goods come back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

#: why goods come back; the first two say nothing against the goods
Reason = Literal["changed_mind", "wrong_size", "faulty", "not_as_described", "wrong_item", "damaged", "missing"]
#: as what they come back: sold again, kept apart, kept until their quality was looked at, handed on to the supplier at
#: once, or left with the customer (where there is nothing to take)
Condition = Literal["for_sale", "damaged", "check", "supplier", "not_taken"]
#: units that stay with the customer for a lower price: nothing of them came back but money
KEPT = "kept"
#: units that an earlier decision of their claim took in: nothing of them moves once more
HERE = "here"
#: on which ground goods are taken back outside the terms
Ground = Literal["goodwill", "our_mistake", "agreed_before", "court"]
#: kinds of goods that terms tell apart; "any" is all the others
Goods = Literal[
    "any", "food", "medicine", "hygiene", "perfumery", "underwear", "metered", "jewellery", "living", "technical",
    "household_chemistry", "furniture", "books",
]  # fmt: skip
Quality = Literal["proper", "faulty"]
REASONS: tuple[Reason, ...] = get_args(Reason)
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
GROUNDS: tuple[Ground, ...] = get_args(Ground)
GOODS: tuple[Goods, ...] = get_args(Goods)
PROPER: frozenset[str] = frozenset({"changed_mind", "wrong_size"})


@dataclass(frozen=True, slots=True)
class BringBack:
    """Units of a line that the customer brings back, why, and in which condition. pieces: lot or serial numbers."""

    line: UUID
    quantity: int
    reason: Reason
    condition: Condition
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LessPaid(BringBack):
    """Units that stay with the customer for less: amount of what was paid for them goes back, minor units."""

    amount: int = 0


@dataclass(frozen=True, slots=True)
class LiesHere(BringBack):
    """Units that an earlier decision of their claim took in, in this condition: only what is done for them is new."""


@dataclass(frozen=True, slots=True)
class CameBack:
    """The same, valued: amount is what was paid for just these units, minor units."""

    line: UUID
    variant: UUID
    quantity: int
    amount: int
    reason: Reason
    condition: str

    @property
    def came(self) -> bool:
        """Whether the place takes them in by it."""
        return self.condition not in ("not_taken", KEPT, HERE)

    @property
    def ours(self) -> bool:
        """Whether they are not with the customer any more: taken in by it, or before."""
        return self.came or self.condition == HERE

    @property
    def quality(self) -> Quality:
        """Whether something is wrong with the goods."""
        return "proper" if self.reason in PROPER else "faulty"


@dataclass(frozen=True, slots=True)
class Swap:
    """Other goods that the money pays at once: the order they are sold as, what it comes to, and what they are."""

    order: UUID
    amount: int
    variants: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the customer was shown: the order's version, the money given back; None: whatever it is by then.

    ground: of taking it outside terms. amount: what the goods taken instead come to. other_piece: somebody who may
    says that it is taken although it is another piece than was sold, or none was named.
    """

    version: int | None = None
    money: int | None = None
    ground: Ground | None = None
    amount: int | None = None
    other_piece: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """For how many days goods are taken back, None: not at all. basis: the place in the law."""

    country: str
    goods: str
    quality: str
    days: int | None
    basis: str
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class ShelfGoods:
    """Which kind of goods a shelf is, from an instant on."""

    category: str
    goods: str
    valid_from: datetime


@dataclass(frozen=True, slots=True)
class ReturnTaken:
    """What is written down of a return; see models.Return for the amounts (minor units) and points."""

    order: UUID
    place: UUID
    seller: UUID
    taker: UUID
    currency: str
    lines: tuple[CameBack, ...]
    amount: int
    points_amount: int
    points_back: int
    points_due: int
    points_taken: int
    withheld: int
    money: int
    exchanged: int = 0
    exchange: UUID | None = None
    outside: str = ""
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class Owing:
    """What a return makes one legal entity owe another, minor units; kind: money or goods."""

    kind: Literal["money", "goods"]
    debtor: UUID
    creditor: UUID
    amount: int


@dataclass(frozen=True, slots=True)
class ReturnView:
    """A return as screens and programs see it; see models.Return for the amounts (minor units) and points."""

    id: UUID
    order: UUID
    place: UUID
    seller: UUID
    taker: UUID
    currency: str
    amount: int
    points_amount: int
    points_back: int
    points_due: int
    points_taken: int
    withheld: int
    money: int
    exchanged: int
    exchange: UUID | None
    outside: str
    allowed: str
    taken_by: UUID | None
    taken_at: datetime
    lines: tuple[CameBack, ...] = ()

    @property
    def given(self) -> int:
        """Minor units given back as money."""
        return self.money - self.exchanged
