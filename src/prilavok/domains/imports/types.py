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
    """What one committed slice took in; loaded and refused add up to what came in. rows_known: were here before."""

    rows_in: int
    rows_loaded: int
    amount_in: int = 0
    amount_loaded: int = 0
    refusals: tuple[Refusal, ...] = ()
    rows_known: int = 0


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
    rows_known: int = 0


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


@dataclass(frozen=True, slots=True)
class ListView:
    """A list somebody brought. source, state, currency, totals: of its run; the rest as in its table."""

    run: UUID
    source: str
    state: str
    currency: str
    totals: Mapping[str, int]
    file: UUID
    subject: str
    reader: str
    columns: tuple[str, ...]
    mapping: Mapping[str, str]
    settings: Mapping[str, str]
    rows: int
    cursor: int
    passed: int


@dataclass(frozen=True, slots=True)
class MappingView:
    """How lists of a source were read the last time, or (not saved) may be read. columns: heading -> field."""

    source: str
    subject: str
    columns: Mapping[str, str]
    settings: Mapping[str, str]
    saved: bool = True


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list by what its cells mean: the texts of each field, empty ones left out."""

    number: int
    problem: str
    fields: Mapping[str, tuple[str, ...]]

    def get(self, field: str) -> str:
        """The first text of a field, "" where there is none."""
        return next(iter(self.fields.get(field, ())), "")

    def all(self, field: str) -> tuple[str, ...]:
        """Every text of a field."""
        return self.fields.get(field, ())


@dataclass(frozen=True, slots=True)
class ToldConsent:
    """What a row says of being written to. kind: of the contact it is about; said_at: None where it says no day.

    source, text: where it was said and which words were agreed to, "" where the row does not say.
    """

    kind: str
    channel: str
    given: bool
    said_at: datetime | None
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row taken in before: what it said, and whose it became."""

    digest: str
    leaf: UUID


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A row taken in now, to be known again by its keyed digests."""

    key: str
    digest: str
    leaf: UUID
