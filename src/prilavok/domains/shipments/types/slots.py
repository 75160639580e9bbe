"""How a place collects, and the slots it offers, as others see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes after the midnight that begins a day, by the clock of the place; an end above 1440 lies in the next day.

    most: how many orders a slot of this span is for; None: as many as the terms say.
    """

    begins: int
    ends: int
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """A slot by its hours, and for how many orders it is."""

    starts_at: datetime
    ends_at: datetime
    capacity: int


@dataclass(frozen=True, slots=True)
class Terms:
    """How a place collects from a day on. week: spans by ISO weekday; none at all: there are no slots to choose.

    minutes: of a slot. capacity: orders in each. lead: minutes from an order to its goods lying ready. ahead: days that
    are offered after today. warn: minutes before the promised time at which picking must have begun.
    """

    since: date
    minutes: int
    capacity: int
    lead: int
    ahead: int
    warn: int
    week: Mapping[int, Sequence[Span]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CollectingSlot:
    """A slot as it is offered. left: orders it still takes."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    left: int

    @property
    def free(self) -> bool:
        """Whether one more order fits in."""
        return self.left > 0


@dataclass(frozen=True, slots=True)
class CollectingDay:
    """A dated exception: the spans of this day instead of its weekday's; none: nothing is collected."""

    place: UUID
    day: date
    spans: tuple[Span, ...]
