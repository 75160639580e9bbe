"""What crosses the edge of stock about goods that are to come."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Coming:
    """Units that are to come on a day of the place and are promised to nobody yet."""

    day: date
    units: int


@dataclass(frozen=True, slots=True)
class Promisable:
    """What can be promised of a variant at a place: free now, and then by the day it comes, the first day first."""

    free: int
    coming: tuple[Coming, ...] = ()

    @property
    def next(self) -> Coming | None:
        """The next delivery, where one is expected."""
        return self.coming[0] if self.coming else None


@dataclass(frozen=True, slots=True)
class SupplyChange:
    """Why a day (variant is None) or the units of a variant that were expected became others, and who said so."""

    version: int
    variant: UUID | None
    due_on_was: date | None
    due_on: date | None
    units_was: int | None
    units: int | None
    reason: str
    changed_at: datetime
    changed_by: UUID | None


@dataclass(frozen=True, slots=True)
class LateSupply:
    """A paper of expected goods whose day is over somewhere, with the units that have not come."""

    paper: UUID
    place: UUID
    due_on: date
    units: int
