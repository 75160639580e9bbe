"""Which times are free."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.bookings.rules import may_change
from prilavok.domains.bookings.types import BookingView, ServiceView, SlotView, Spans
from prilavok.kit.db.sql import call

MOST_DAYS = 31
_AROUND = timedelta(days=1)  # hours of the day before may reach into the first
_NEAR_DAYS = 3


def list_slots(
    service: ServiceView,
    place: UUID,
    day: date,
    *,
    zone: str,
    place_days: Mapping[date, Spans],
    at: datetime,
    days: int = 1,
    party: int = 1,
    resources: Sequence[UUID] | None = None,
    by_staff: bool = False,
    but: UUID | None = None,
) -> list[SlotView]:
    """Every time of these days at which somebody works, taken ones too (see SlotView.open), in order.

    day: by the clock of the place. place_days: those on which the place is open otherwise than its week says, with the
    spans; within them alone a resource works there, unless the day is said of itself. resources: none but these.
    by_staff: neither the notice nor the days ahead bind, and the time that has just begun may be booked. but: a booking
    that is to be moved; its seats count as free.
    """
    earliest = at - timedelta(minutes=service.step) if by_staff else at + timedelta(minutes=service.notice)
    latest = at + timedelta(days=366 if by_staff else service.ahead)
    chosen = None if resources is None else list(resources)
    days = min(days, MOST_DAYS)
    rows = call(
        "bookings_times", service.id, place, chosen, zone, day, days, party, earliest, latest, but,
        *_columns(place_days, day - _AROUND, day + timedelta(days=days)),
    )  # fmt: skip
    return [SlotView(*row) for row in rows]


def _columns(
    place_days: Mapping[date, Spans], since: date, until: date
) -> tuple[list[date], list[int | None], list[int | None]]:
    """Days of a place as SQL takes them: a row for each span, one without minutes for a closed day."""
    rows: list[tuple[date, int | None, int | None]] = [
        (day, begins, ends)
        for day, spans in sorted(place_days.items())
        if since <= day <= until
        for begins, ends in spans or ((None, None),)
    ]
    return [one[0] for one in rows], [one[1] for one in rows], [one[2] for one in rows]


def nearest_slots(
    service: ServiceView,
    place: UUID,
    starts_at: datetime,
    *,
    zone: str,
    place_days: Mapping[date, Spans],
    at: datetime,
    party: int = 1,
    by_staff: bool = False,
    but: UUID | None = None,
    most: int = 3,
) -> list[SlotView]:
    """Free times beside one that is not, the nearest first, each once whoever gives it."""
    here = ZoneInfo(zone)
    first = max(starts_at.astimezone(here).date() - timedelta(days=_NEAR_DAYS), at.astimezone(here).date())
    found = list_slots(
        service, place, first, zone=zone, place_days=place_days, at=at, days=2 * _NEAR_DAYS + 1, party=party,
        by_staff=by_staff, but=but,
    )  # fmt: skip
    by_time = {slot.starts_at: slot for slot in reversed(found) if slot.open}
    return sorted(by_time.values(), key=lambda slot: (abs(slot.starts_at - starts_at), slot.starts_at))[:most]


def may_still_change(booking: BookingView, service: ServiceView, at: datetime) -> bool:
    """Whether a customer may still move or cancel it themselves."""
    return booking.state == "booked" and may_change(booking.starts_at, service.change, at)
