"""Shapes of papers of stock: what is asked of them and what is told."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.stock.types import MOST_UNITS, PaperKind, PaperState, ShelfState
from prilavok.doors.api.shapes import Code, Fit, Instant, Shape, Turning

MOST_LINES = 500
Reason = Literal["damaged", "expired", "lost", "stolen", "own_use", "other"]
Units = Annotated[int, Field(strict=True, ge=0, le=MOST_UNITS)]


class PaperLot(Shape):
    """Units of a lot on a line. arrived: of a transfer, null before somebody said."""

    code: str
    quantity: int
    best_before: date | None
    arrived: int | None


class PaperLine(Shape):
    """Units of a variant, in its smallest unit. arrived: of a transfer, null before somebody looked.

    shown: of a count, what the ledger had when the line was counted. booked: by how much confirming changed what lies
    there (a count), or what arrived differs (a transfer). cost: of all of them in minor units of the place's currency,
    null without the right to receive. lots: of which its units are, as far as somebody said.
    """

    variant: UUID
    sku: str
    unit: str
    quantity: int
    arrived: int | None
    shown: int | None
    booked: int | None
    cost: int | None
    lots: list[PaperLot] = []


class PaperBrief(Shape):
    """A paper of stock. taken_back: the counter-paper that undid it; takes_back: the paper that this one undoes.

    from_state, to_state: between which states of a place's goods a `set_aside` moves; from which a `write_off` takes.
    due_on: the day at the place on which `expected` goods are to come. against: the paper that a `receiving` brings.
    """

    id: UUID
    number: str
    kind: PaperKind
    state: PaperState
    place: UUID
    to_place: UUID | None
    supplier: str
    reason: str
    note: str
    from_state: str = ""
    to_state: str = ""
    due_on: date | None = None
    against: UUID | None = None
    made_at: Instant
    sent_at: Instant | None
    done_at: Instant | None
    takes_back: UUID | None
    taken_back: UUID | None
    version: int


class Paper(PaperBrief):
    """A paper with its lines."""

    lines: list[PaperLine]


class PapersAsked(Turning):
    """place: papers of it, and transfers on their way to it."""

    kind: PaperKind | None = None
    state: PaperState | None = None
    place: UUID | None = None


class NamedLot(Shape):
    """So many units of a line are of a lot, or bear a serial number (then one)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, StringConstraints(min_length=1, max_length=60), Fit]
    quantity: Annotated[int, Field(strict=True, ge=1, le=MOST_UNITS)] = 1
    best_before: date | None = None
    made_on: date | None = None


class WantedLine(Shape):
    """So many of a SKU, in its smallest unit. cost: what all of them cost, in minor units. lots: of which they are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sku: Code
    quantity: Units
    cost: Annotated[int, Field(strict=True, ge=0, le=10**15)] | None = None
    lots: Annotated[list[NamedLot], Field(max_length=MOST_LINES)] = []


class WantedPaper(Shape):
    """A paper to be made: a draft, by which nothing moves yet. reason: why goods are written off.

    from_state, to_state: of a `set_aside` both, of a `write_off` only the first, `goods` where it is not said.
    due_on: of `expected` goods. against: of a `receiving`, the paper of expected goods that it brings.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: PaperKind
    place: UUID
    to_place: UUID | None = None
    supplier: Annotated[str, StringConstraints(max_length=120), Fit] = ""
    reason: Reason | Literal[""] = ""
    note: Annotated[str, StringConstraints(max_length=500), Fit] = ""
    from_state: ShelfState | Literal[""] = ""
    to_state: ShelfState | Literal[""] = ""
    due_on: date | None = None
    against: UUID | None = None
    lines: Annotated[list[WantedLine], Field(max_length=MOST_LINES)] = []


class Confirming(Shape):
    """version: the one that was looked at. from_holds: take goods that are kept for somebody as well.

    Only a write-off and a setting aside may: whoever had them kept is told.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Annotated[int, Field(strict=True, ge=1, le=10**9)] | None = None
    from_holds: bool = False


class ArrivedLine(Shape):
    """So many of a SKU arrived, in its smallest unit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sku: Code
    quantity: Units


class Arriving(Shape):
    """All that arrived: of a line that is not named nothing did."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lines: Annotated[list[ArrivedLine], Field(min_length=1, max_length=MOST_LINES)]


class ExpectingOtherwise(Shape):
    """Another day or other units of goods that are expected. A line that is not named stays as it is.

    version: the one that was looked at. quantity: all that is expected of a SKU, with what came of it already.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    due_on: date
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500), Fit]
    lines: Annotated[list[ArrivedLine], Field(max_length=MOST_LINES)] = []
    version: Annotated[int, Field(strict=True, ge=1, le=10**9)] | None = None
