"""Shapes of papers of stock: what is asked of them and what is told."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.stock.types import MOST_UNITS, PaperKind, PaperState
from prilavok.doors.api.shapes import Code, Fit, Instant, Shape, Turning

MOST_LINES = 500
Reason = Literal["damaged", "expired", "lost", "stolen", "own_use", "other"]
Units = Annotated[int, Field(strict=True, ge=0, le=MOST_UNITS)]


class PaperLine(Shape):
    """Units of a variant, in its smallest unit. arrived: of a transfer, null before somebody looked.

    shown: of a count, what the ledger had when the line was counted. booked: by how much confirming changed what lies
    there (a count), or what arrived differs (a transfer). cost: of all of them in minor units of the place's currency,
    null without the right to receive.
    """

    variant: UUID
    sku: str
    unit: str
    quantity: int
    arrived: int | None
    shown: int | None
    booked: int | None
    cost: int | None


class PaperBrief(Shape):
    """A paper of stock. taken_back: the counter-paper that undid it; takes_back: the paper that this one undoes."""

    id: UUID
    number: str
    kind: PaperKind
    state: PaperState
    place: UUID
    to_place: UUID | None
    supplier: str
    reason: str
    note: str
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


class WantedLine(Shape):
    """So many of a SKU, in its smallest unit. cost: what all of them cost, in minor units."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sku: Code
    quantity: Units
    cost: Annotated[int, Field(strict=True, ge=0, le=10**15)] | None = None


class WantedPaper(Shape):
    """A paper to be made: a draft, by which nothing moves yet. reason: why goods are written off."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: PaperKind
    place: UUID
    to_place: UUID | None = None
    supplier: Annotated[str, StringConstraints(max_length=120), Fit] = ""
    reason: Reason | Literal[""] = ""
    note: Annotated[str, StringConstraints(max_length=500), Fit] = ""
    lines: Annotated[list[WantedLine], Field(max_length=MOST_LINES)] = []


class Confirming(Shape):
    """version: the one that was looked at. from_holds: a write-off takes goods that are kept for orders as well."""

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
