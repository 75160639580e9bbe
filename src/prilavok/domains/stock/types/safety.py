"""What crosses the edge of stock about goods that touchpoints leave at places."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

SafetyState = Literal["planned", "running", "ended"]
#: which touchpoints can leave something: those that promise goods nobody has in the hand; a till sells what it has
SAFETY_TOUCHPOINTS = ("site", "desk", "tablet")
#: a share of all that lies there, in basis points
WHOLE_SHARE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """What is kept back: `units`, or a `share` (basis points) of what lies there, rounded up; one of the two.

    Of a variant, else of a category (its path) and all below it, else of everything; at a place, else at places of a
    kind, else everywhere; from the touchpoints named, none named: from all of SAFETY_TOUCHPOINTS.
    """

    variant: UUID | None = None
    category: str = ""
    place: UUID | None = None
    place_kind: str = ""
    touchpoints: tuple[str, ...] = ()
    units: int | None = None
    share: int | None = None
    valid_from: datetime
    valid_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class SafetyView:
    """A kept row, with who recorded it and who ended it before its time."""

    id: UUID
    said: Safety
    recorded_at: datetime
    recorded_by: UUID | None
    ended_at: datetime | None
    ended_by: UUID | None

    def state_at(self, at: datetime) -> SafetyState:
        """Whether it holds at an instant: planned, running or ended."""
        if self.said.valid_to is not None and self.said.valid_to <= at:
            return "ended"
        return "running" if self.said.valid_from <= at else "planned"
