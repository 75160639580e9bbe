"""What crosses the edge of audiences of segments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.audiences.types.rule import Rule
from prilavok.kit.words import Words


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A segment as screens and programs see it.

    size: members now. counted_at: when everybody was last judged by this rule, None while that goes on; judged: how
    many customers have been by then.
    """

    id: UUID
    name: Words
    rule: Rule
    size: int
    made_at: datetime
    counted_at: datetime | None
    archived_at: datetime | None
    version: int
    judged: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """One customer held against a rule: whether they belong, and the next instant at which time alone may change it.

    leaf: one of theirs, which the event of entering or leaving carries.
    """

    customer: UUID
    inside: bool
    turns_at: datetime | None = None
    leaf: UUID | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Who entered and who left."""

    entered: tuple[UUID, ...]
    left: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Moves:
    """Who is kept otherwise than was judged: segments and customers, as arrays in the database's own writing.

    A million customers pass through it, and nobody here looks at one. The arrays of each kind are of one length: who
    enters, who goes, whom time may move next and when (turns), and whom it moves no more (resting).
    """

    entered_to: str
    entered: str
    gone_from: str
    gone: str
    turning_in: str
    turning: str
    turns: str
    resting_in: str
    resting: str


@dataclass(frozen=True, slots=True)
class Stay:
    """A customer in a segment since an instant. cause: "happened", "time" or "counted"."""

    segment: UUID
    customer: UUID
    entered_at: datetime
    cause: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """Somebody entered or left a segment. way: "entered" or "left"."""

    id: UUID
    customer: UUID
    way: str
    at: datetime
    cause: str


@dataclass(frozen=True, slots=True)
class Scale:
    """What separates the fifths of recency (days), frequency (orders) and amount (minor units), best first.

    A fifth is 1 plus how many of its four bounds are reached.
    """

    currency: str
    measured_at: datetime
    recency: tuple[int, ...]
    frequency: tuple[int, ...]
    monetary: tuple[int, ...]
