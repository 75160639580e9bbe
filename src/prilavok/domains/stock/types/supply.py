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
    """What can be promised of a variant at a place: free now, and then by the day it comes, the first day first.

    ahead: whether orders may wait for what comes.
    """

    free: int
    coming: tuple[Coming, ...] = ()
    ahead: bool = False

    @property
    def next(self) -> Coming | None:
        """The next delivery, where one is expected."""
        return self.coming[0] if self.coming else None

    def wait_until(self, units: int) -> date | None:
        """By which day so many units are there for an order that waits; None where it need not or cannot wait."""
        there = self.free
        if units <= there or not self.ahead:
            return None
        for one in self.coming:
            there += one.units
            if units <= there:
                return one.day
        return None


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


@dataclass(frozen=True, slots=True)
class AwaitedView:
    """Units that an order waits for. day: on which they are expected, None where nobody knows; paper: by which paper.

    told_on: the day that the customer knows.
    """

    order: UUID
    place: UUID
    variant: UUID
    units: int
    day: date | None
    paper: UUID | None
    told_on: date | None
    ordered_at: datetime


@dataclass(frozen=True, slots=True)
class AheadView:
    """Whether orders may wait for what is expected at a place: for one variant, or (None) for all others."""

    variant: UUID | None
    allowed: bool
