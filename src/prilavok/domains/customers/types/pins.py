"""A customer's PIN as it crosses the edge."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PinView:
    """That a customer has a PIN, set on their leaf. locked_until: nobody may try it before, None: now."""

    leaf: UUID
    set_at: datetime
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class PinTried:
    """What became of a try. left: how many more may be wrong before it is locked. locked_hours: it was locked for so
    long by this very try, else nought.
    """

    leaf: UUID
    right: bool
    left: int
    locked_until: datetime | None
    locked_hours: int = 0
