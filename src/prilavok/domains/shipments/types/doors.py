"""By when a parcel is at the customer's door, as others see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

#: why it is that day and no sooner, in the order in which it is told
WhyDay = Literal["awaited", "cut_off", "picking", "rest_day", "way"]
#: why nothing can be said of a day
NoDayWhy = Literal["no_terms", "no_route"]


@dataclass(frozen=True, slots=True)
class DoorTerms:
    """How parcels go. Times are minutes after midnight by the clock of the place that sends.

    cut_off: until then an order goes the same day. leaves: when the courier takes the parcels of a day along; they lie
    ready by then. least, most: days of bringing from then to the door; 0: the same day. until: by when of the last day.
    weekdays: ISO weekdays on which parcels are brought.
    """

    cut_off: int
    leaves: int
    least: int
    most: int
    until: int
    weekdays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DoorTermsView:
    """Terms as they are kept. place: None for every place that sends; zone: None for wherever it is brought."""

    id: UUID
    place: UUID | None
    zone: UUID | None
    told: DoorTerms
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class RestDay:
    """A day on which nothing is brought from a place; place None: from none."""

    place: UUID | None
    day: date


@dataclass(frozen=True, slots=True)
class SendsFrom:
    """A place that would send a parcel: its clock and hours. begins: from when its goods can be picked."""

    place: UUID
    clock: str
    hours: Mapping[str, Sequence[Sequence[str]]]
    begins: datetime
    awaited: bool = False


@dataclass(frozen=True, slots=True)
class AtDoor:
    """When a parcel is at the door: between two days, `by` an instant of the last one. leaves: handed to the courier.

    warn: minutes before that at which its picking must have begun. why: what makes it these days.
    """

    earliest: date
    latest: date
    by: datetime
    leaves: datetime
    why: tuple[WhyDay, ...] = ()
    warn: int = 0
