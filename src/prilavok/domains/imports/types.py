"""What crosses the edge of imports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RunView:
    """An import as it stands. currency: of the amounts its slices count, empty where none was read."""

    id: UUID
    source: str
    fingerprint: str
    origin: str
    state: str
    step: str
    shift_weeks: int
    totals: Mapping[str, int]
    began_at: datetime
    beat_at: datetime
    finished_at: datetime | None
    refusal: str
    currency: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row no rule could place: its number in the source (from 1), why, and the amount it carried."""

    number: int
    reason: str
    amount: int
    row: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class SliceCounts:
    """What one committed slice took in; loaded and refused add up to what came in."""

    rows_in: int
    rows_loaded: int
    amount_in: int = 0
    amount_loaded: int = 0
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class StepCounts:
    """What one step of a run took in over all its committed slices; loaded and refused make what came in."""

    step: str
    slices: int
    rows_in: int
    rows_loaded: int
    rows_refused: int
    amount_in: int
    amount_loaded: int
    amount_refused: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class SliceView:
    """One committed portion of a step."""

    id: UUID
    step: str
    number: int
    rows_in: int
    rows_loaded: int
    rows_refused: int
    amount_in: int
    amount_refused: int
    committed_at: datetime


@dataclass(frozen=True, slots=True)
class RefusedRowView:
    """A row no rule could place, as it came; `row` is empty after an erasure."""

    id: UUID
    step: str
    number: int
    reason: str
    amount: int
    row: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the running step goes: rows of its latest slices and the seconds between the first and last of them."""

    rows: int
    seconds: int
