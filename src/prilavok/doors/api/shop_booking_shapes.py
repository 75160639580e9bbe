"""What goes in and out where a guest books a time."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from prilavok.domains.bookings.types import LARGEST_PARTY, LONGEST_WORDS
from prilavok.doors.api.shapes import AskedDay, AskedInstant, Fit, Instant, Shape, Words

_MOST_GOODS = 20
_Version = Annotated[int | None, Field(strict=True, ge=1, le=2**31 - 1)]


class ShopBookable(Shape):
    """What may be booked. change: minutes before the beginning until which the guest may move or cancel."""

    id: UUID
    code: str
    kind: str
    name: Words
    minutes: int
    change: int


class ShopSlot(Shape):
    """A free time with who or what is free for it."""

    resource: UUID
    starts_at: Instant
    ends_at: Instant


class SlotsAsked(BaseModel):
    """place: where. day: the first one, by the clock of the place; left out: today."""

    place: UUID
    day: AskedDay | None = None
    days: Annotated[int, Field(ge=1, le=31)] = 7
    party: Annotated[int, Field(ge=1, le=LARGEST_PARTY)] = 1
    resource: UUID | None = None


class ServicesAsked(BaseModel):
    """place: only what is given there."""

    place: UUID | None = None


class FittedGoods(Shape):
    """Units of a variant that wait in a fitting room."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    variant: UUID
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)]


class ShopBookingAsked(Shape):
    """A time. resource: left out, anyone who is free. phone: how to reach the guest; it proves nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    service: UUID
    place: UUID
    starts_at: AskedInstant
    resource: UUID | None = None
    party: Annotated[int, Field(strict=True, ge=1, le=LARGEST_PARTY)] = 1
    words: Annotated[str, StringConstraints(max_length=LONGEST_WORDS), Fit] = ""
    phone: Annotated[str, StringConstraints(max_length=30), Fit] = ""
    goods: Annotated[list[FittedGoods], Field(max_length=_MOST_GOODS)] = []


class ShopMove(Shape):
    """Where a booking is to go. version: of the booking that was looked at, refused where it is another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    starts_at: AskedInstant
    resource: UUID | None = None
    version: _Version = None


class ShopCancel(Shape):
    """version: of the booking that was looked at, refused where it is another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: _Version = None


class ShopBooking(Shape):
    """The guest's booking. state: booked, kept, missed or cancelled."""

    id: UUID
    service: UUID
    resource: UUID
    place: UUID
    state: str
    party: int
    starts_at: Instant
    ends_at: Instant
    may_change: bool
    version: int
    goods: list[FittedGoods]
