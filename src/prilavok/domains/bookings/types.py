"""What crosses the edge of bookings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from prilavok.kit.words import Words

ServiceKind = Literal["appointment", "consultation", "fitting_room", "table"]
ResourceKind = Literal["master", "room", "table"]
BookingState = Literal["booked", "kept", "missed", "cancelled"]
SERVICE_KINDS: tuple[ServiceKind, ...] = ("appointment", "consultation", "fitting_room", "table")
RESOURCE_KINDS: tuple[ResourceKind, ...] = ("master", "room", "table")
#: of this kind alone a booking may carry goods
FITTING = "fitting_room"
LARGEST_PARTY = 200
LONGEST_WORDS = 500
#: how many times that are still to come one person may hold
MOST_OPEN = 10
#: spans of a day, in minutes after its midnight
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBookable:
    """A service as it is to be; see models.Bookable for the minutes."""

    code: str
    kind: ServiceKind
    name: Words
    minutes: int
    before: int = 0
    after: int = 0
    step: int = 30
    notice: int = 0
    ahead: int = 60
    change: int = 120
    grace: int = 15
    remind: int = 120
    variant: UUID | None = None


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service; see models.Bookable for the minutes."""

    id: UUID
    code: str
    kind: ServiceKind
    name: Words
    minutes: int
    before: int
    after: int
    step: int
    notice: int
    ahead: int
    change: int
    grace: int
    remind: int
    variant: UUID | None
    version: int
    archived_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewResource:
    """A master, room or table as it is to be. week: spans by ISO weekday."""

    place: UUID
    kind: ResourceKind
    name: Words
    gives: tuple[UUID, ...]
    week: Mapping[int, Spans] = field(default_factory=dict)
    seats: int = 1
    holds: int = 1
    staff: UUID | None = None


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A master, room or table."""

    id: UUID
    place: UUID
    kind: ResourceKind
    name: Words
    seats: int
    holds: int
    staff: UUID | None
    version: int
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class OtherDayView:
    """A dated exception; no spans: a day off."""

    day: date
    spans: Spans


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """When a resource works on a day. by: whose word it is: its week's, its own of that day, or its place's."""

    spans: Spans
    by: Literal["week", "own", "place"] = "week"


@dataclass(frozen=True, slots=True)
class SeatsView:
    """The seats that a booking takes, making ready and tidying up included."""

    seats: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class SlotView:
    """A time that a resource works. needed, free: how many of its seats the party takes, and how many are free."""

    resource: UUID
    starts_at: datetime
    ends_at: datetime
    needed: int
    free: int

    @property
    def open(self) -> bool:
        """Whether it can be booked."""
        return self.free >= self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A time somebody asks for. resource: None means anyone. goods: units by variant, for a fitting room."""

    service: UUID
    place: UUID
    starts_at: datetime
    resource: UUID | None = None
    party: int = 1
    words: str = ""
    goods: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BookingView:
    """One booking as it stands."""

    id: UUID
    leaf: UUID
    service: UUID
    resource: UUID
    place: UUID
    state: BookingState
    party: int
    starts_at: datetime
    ends_at: datetime
    touchpoint: str
    origin: str
    words: str | None
    made_at: datetime
    miss_at: datetime
    reminded_at: datetime | None
    ended_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class MovedView:
    """From when and whom a booking was moved."""

    resource: UUID
    starts_at: datetime
    moved_at: datetime
    actor_kind: str
    actor: UUID | None


@dataclass(frozen=True, slots=True)
class Booked:
    """What became of asking for a time. new: False where the same key had booked it before.

    overlaps: other times of the same person that overlap it; they are told and nothing is forbidden.
    """

    booking: UUID
    new: bool
    overlaps: tuple[UUID, ...] = ()
