"""What crosses the edge of orders where something is wrong with goods that were handed over."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

from prilavok.domains.orders.types.returning import Condition, Ground

#: photos of a claim are files of this kind
PHOTO = "claim"
#: what is wrong with goods; each is a reason of returns as well
Wrong = Literal["faulty", "damaged", "wrong_item", "missing", "not_as_described"]
#: what the customer asks for
Wanted = Literal["replacement", "money", "repair", "reduction"]
#: what staff decide
Outcome = Literal["replacement", "money", "repair", "reduction", "refused", "given_back"]
#: how a claim ended, where the customer may have taken it back
Ended = Literal["replacement", "money", "repair", "reduction", "refused", "given_back", "withdrawn"]
WRONGS: tuple[Wrong, ...] = get_args(Wrong)
WANTED: tuple[Wanted, ...] = get_args(Wanted)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
#: what can be decided of goods that came back before
OF_GOODS_HERE: tuple[Outcome, ...] = ("replacement", "money", "given_back")
#: what can be decided where none did
OF_GOODS_THERE: tuple[Outcome, ...] = tuple(one for one in OUTCOMES if one != "given_back")
#: waits for a decision; is decided and its goods are still to come to the customer; is over
ClaimState = Literal["open", "waiting", "closed"]


@dataclass(frozen=True, slots=True)
class WrongUnits:
    """Units of a line with which something is wrong, and what."""

    line: UUID
    quantity: int
    reason: Wrong


@dataclass(frozen=True, slots=True)
class NewClaim:
    """What the customer says is wrong, and what they want. words: their own, for people alone."""

    lines: tuple[WrongUnits, ...]
    wanted: Wanted
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """Units of a claimed line that are decided on. condition: of the goods in the hands of staff; not_taken: none.

    pieces: their lot or serial numbers.
    """

    line: UUID
    quantity: int
    condition: Condition = "not_taken"
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What staff decide, and why, for the customer to read.

    version: of the claim that was looked at; money: what was shown to be given back, None: whatever it is by then.
    amount: by how much the price is lower in all, minor units. until: by which day it is repaired. home: what is given
    instead is brought where the order was. ground: of deciding so outside the terms. other_piece: see Agreed.
    """

    outcome: Outcome
    units: tuple[Answered, ...] = ()
    why: str = ""
    amount: int = 0
    until: date | None = None
    home: bool = False
    ground: Ground | None = None
    version: int | None = None
    money: int | None = None
    other_piece: bool = False


@dataclass(frozen=True, slots=True)
class ClaimTerm:
    """In how many days such a claim is answered in a country. basis: the place in the law, or the shop's own word."""

    country: str
    wanted: str
    days: int
    basis: str
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """Units of an order's line that are claimed."""

    line: UUID
    variant: UUID
    quantity: int
    reason: Wrong


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Units of a line that a decision took in before the claim was decided anew. place: where, None: not written."""

    line: UUID
    quantity: int
    condition: Condition
    place: UUID | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as screens and programs see it. words and why are "" once they were erased.

    touchpoint: where it was opened. due_at: when it is to be answered, by `basis`. outcome: "" while nobody decided,
    "withdrawn" where the customer took it back. change: the order change of it (the return's id where money went back).
    shipment: of a replacement. until: by which day it is repaired. ready_at: since when it can be collected.
    here: of one that is decided anew, what came back already.
    """

    id: UUID
    order: UUID
    state: str
    wanted: Wanted
    words: str
    touchpoint: str
    opened_kind: str
    opened_by: UUID | None
    opened_at: datetime
    due_at: datetime
    basis: str
    outcome: str
    why: str
    decided_by: UUID | None
    decided_at: datetime | None
    place: UUID | None
    change: UUID | None
    shipment: UUID | None
    until: date | None
    ready_at: datetime | None
    closed_at: datetime | None
    version: int
    lines: tuple[ClaimLine, ...] = ()
    here: tuple[TakenIn, ...] = ()

    def to_come(self, line: UUID) -> int:
        """How many of its units of a line have not come back yet."""
        claimed = sum(one.quantity for one in self.lines if one.line == line)
        return claimed - sum(one.quantity for one in self.here if one.line == line)

    @property
    def open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == "open"
