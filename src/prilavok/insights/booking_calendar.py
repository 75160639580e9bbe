"""What is booked at a place and what is free, by day and resource: the calendar of the office."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.bookings.queries import (
    list_bookings_at,
    list_resources,
    list_working,
    read_resources,
    read_services,
    seats_taken,
    spans_as_typed,
)
from prilavok.domains.bookings.types import BookingView, ResourceView, SeatsView, ServiceView
from prilavok.domains.customers.queries import mask_value
from prilavok.domains.places.queries import read_place
from prilavok.domains.places.types import PlaceView
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.insights.booking_people import phones_of
from prilavok.insights.calendar_grid import FreeSpan, Grid, ResourceDay, Visit, lay_out
from prilavok.insights.masked import masked_name
from prilavok.insights.picking_list import names_of
from prilavok.kit.open_hours import other_minutes
from prilavok.kit.words import Words

WEEK = 7
_MOST = 3_000  # bookings of a page
_MOST_DAYS = 62
_MINUTES = 60
_HOURS = 24
_QUARTER = 15  # what is left of the day begins at one


@dataclass(frozen=True, slots=True)
class HourOf:
    """What begins in an hour of a day, and who has time in it. hour: as one writes it."""

    hour: str
    visits: tuple[tuple[ResourceDay, Visit], ...]
    free: tuple[tuple[ResourceView, FreeSpan], ...]


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of a place. closed: whether the place is, as it was said of the day; name: what day it is."""

    day: date
    columns: tuple[ResourceDay, ...]
    closed: bool
    name: Words

    @property
    def grid(self) -> Grid | None:
        """Laid out by resource and time; None where nobody works and nothing is booked."""
        return lay_out(self.columns)

    @property
    def visits(self) -> list[tuple[ResourceDay, Visit]]:
        """All that is booked, in the order of beginning."""
        found = [(column, visit) for column in self.columns for visit in column.visits]
        return sorted(found, key=lambda one: (one[1].begins, one[1].booking.id))

    @property
    def hours(self) -> list[HourOf]:
        """Hour by hour, for a narrow screen."""
        visits, free = self.visits, [(one.resource, span) for one in self.columns for span in one.free]
        marks = [mark for _column, one in visits for mark in (one.begins, one.ends)]
        marks += [mark for _resource, span in free for mark in (span.begins, span.ends)]
        if not marks:
            return []
        found = []
        for hour in range(min(marks) // _MINUTES, -(-max(marks) // _MINUTES)):
            begins, ends = hour * _MINUTES, (hour + 1) * _MINUTES
            within = [
                (resource, FreeSpan(max(span.begins, begins), min(span.ends, ends), span.seats))
                for resource, span in free
                if span.begins < ends and span.ends > begins
            ]
            here = [one for one in visits if begins <= one[1].begins < ends]
            if here or within:
                found.append(HourOf(f"{hour % _HOURS:02}:00", tuple(here), tuple(within)))
        return found


@dataclass(frozen=True, slots=True)
class BookingCalendar:
    """Days of a place by its masters, rooms and tables."""

    place: PlaceView
    resources: tuple[ResourceView, ...]
    days: tuple[CalendarDay, ...]


def read_calendar(place: UUID, since: date, days: int, at: datetime, *, actor: StaffActor) -> BookingCalendar:
    """So many days of a place from one on, cancelled bookings left out; customers are named as far as the actor may
    see them, and masked for everyone, since a calendar stands open where others pass."""
    where = read_place(place)
    zone = ZoneInfo(where.zone)
    begins = datetime.combine(since, datetime.min.time(), zone)
    ends = datetime.combine(since + timedelta(days=days), datetime.min.time(), zone)
    booked = [one for one in list_bookings_at(place, begins, ends, limit=_MOST) if one.state != "cancelled"]
    resources = {one.id: one for one in list_resources(place)}
    away = [one.resource for one in booked if one.resource not in resources]
    resources |= read_resources(away)
    place_days = other_minutes(where.hours)
    working = list_working(list(resources), since, days, place_days)
    services = read_services([one.service for one in booked])
    seats = seats_taken([one.id for one in booked])
    who = _who([one.leaf for one in booked], actor)
    visits: dict[tuple[UUID, date], list[Visit]] = {}
    for one in booked:
        day = one.starts_at.astimezone(zone).date()
        visit = _visit(one, services[one.service], seats.get(one.id), who.get(one.leaf, ""), day, zone)
        visits.setdefault((one.resource, day), []).append(visit)
    shown = sorted(resources.values(), key=lambda one: (one.archived_at is not None, one.kind, one.id))
    found = []
    for day in (since + timedelta(days=nth) for nth in range(days)):
        columns = tuple(
            ResourceDay(one, day, working[one.id][day], tuple(visits.get((one.id, day), ())), _past(day, at, zone))
            for one in shown
        )
        closed = place_days.get(day) == ()
        found.append(CalendarDay(day, columns, closed, where.day_names.get(day.isoformat(), {})))
    return BookingCalendar(where, tuple(shown), tuple(found))


def days_of_place(place: PlaceView, since: date, but: Collection[date]) -> list[tuple[date, str, Words]]:
    """Days to come on which a place is open otherwise, or not at all, and who works there with it: the hours as one
    writes them, and what day it is. but: days that are said otherwise."""
    return [
        (day, spans_as_typed(spans), place.day_names.get(day.isoformat(), {}))
        for day, spans in sorted(other_minutes(place.hours).items())
        if day >= since and day not in but
    ][:_MOST_DAYS]


def _visit(
    booking: BookingView, service: ServiceView, seats: SeatsView | None, who: str, day: date, zone: ZoneInfo
) -> Visit:
    begins, ends = _minute(booking.starts_at, day, zone), _minute(booking.ends_at, day, zone)
    if seats is None:
        return Visit(booking, service, who, begins, ends, begins, ends, 0)
    since, until = _minute(seats.since, day, zone), _minute(seats.until, day, zone)
    return Visit(booking, service, who, begins, ends, max(since, 0), until, seats.seats)


def _minute(at: datetime, day: date, zone: ZoneInfo) -> int:
    """By the clock on the wall: on the day on which it is put forward or back, an hour is where it says."""
    there = at.astimezone(zone)
    return ((there.date() - day).days * _HOURS + there.hour) * _MINUTES + there.minute


def _past(day: date, at: datetime, zone: ZoneInfo) -> int:
    minutes = -(-_minute(at, day, zone) // _QUARTER) * _QUARTER
    return max(0, min(minutes, 2 * _HOURS * _MINUTES))


def _who(leaves: Sequence[UUID], actor: StaffActor) -> Mapping[UUID, str]:
    if not leaves:
        return {}
    named = {leaf: masked_name(name) for leaf, name in names_of(leaves, actor=actor).items() if name}
    phones = phones_of([leaf for leaf in leaves if leaf not in named], actor=actor)
    if may(actor, "customers.see_raw") is not None:
        phones = {leaf: mask_value("phone", phone) for leaf, phone in phones.items()}
    return phones | named
