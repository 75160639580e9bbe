"""What crosses the edge where documents are checked and national numbers are kept."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CheckView:
    """That staff looked at a customer's document. kind: a code; ends_at: until then it opens, to who looked."""

    id: UUID
    customer: UUID
    kind: str
    checked_by: UUID
    place: UUID | None
    checked_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class NumberLaw:
    """Whether a country lets a shop take its people's number, from a day on.

    kind: of the identifier, "" where the country's number is not taken. grounds: codes of what must be stated.
    source: the act.
    """

    country: str
    kind: str
    since: date
    grounds: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class NumberUseView:
    """That numbers of a kind are taken now: by which country's law, on which ground, since when and by whom."""

    kind: str
    country: str
    ground: str
    valid_from: datetime
    set_by: UUID | None


@dataclass(frozen=True, slots=True)
class JoinRule:
    """From which confidence (in millionths) people are joined by themselves, and how many a day. set_by: the owner."""

    millionths: int
    most: int
    valid_from: datetime
    set_by: UUID | None

    @property
    def confidence(self) -> float:
        """The same from 0 to 1."""
        return self.millionths / 1_000_000


@dataclass(frozen=True, slots=True)
class JoinedAlike:
    """One join that nobody decided. customer: who was kept; undone: it was taken back since."""

    join: UUID
    customer: UUID
    at: datetime
    undone: bool
