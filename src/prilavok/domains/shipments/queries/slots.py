"""Which slots a place offers, and how it collects."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.shipments.rules import slots_between, within_hours
from prilavok.domains.shipments.types import CollectingDay, CollectingSlot, Span, Terms
from prilavok.kit.open_hours import Hours
from prilavok.kit.pages import Condition, read_rows

#: what holds where nobody has said anything: two hours to pick, no slots
USUAL = Terms(date(2000, 1, 1), minutes=30, capacity=1, lead=120, ahead=0, warn=60)
_AS_EVER: Hours = MappingProxyType({})
_TERMS = """since, minutes, capacity, lead, ahead, warn, ARRAY(
    SELECT ARRAY[s.weekday, s.begins, s.ends, s.most] FROM shipments_span s WHERE s.terms_id = t.id
     ORDER BY s.weekday, s.begins)"""


def list_collecting_terms(place: UUID, day: date) -> list[Terms]:
    """The terms that hold on a day and those that come after it, the eldest first; USUAL where there are none yet."""
    rows = read_rows(
        _TERMS,
        "shipments_terms t",
        row=_terms,
        where=[Condition("place_id = %s::uuid", place)],
        rest="ORDER BY since",
    )
    past = [one for one in rows if one.since <= day]
    return [past[-1] if past else USUAL, *(one for one in rows if one.since > day)]


def list_collecting_days(place: UUID, since: date, until: date | None = None) -> list[CollectingDay]:
    """The exceptions of a place from a day on, in order."""
    asked = [Condition("place_id = %s::uuid", place), Condition("day >= %s", since)]
    if until is not None:
        asked.append(Condition("day <= %s", until))
    rows: list[tuple[date, Span | None]] = read_rows(
        "day, begins, ends, most", "shipments_other_day", row=_other, where=asked, rest="ORDER BY day, begins"
    )
    days: dict[date, list[Span]] = {}
    for day, span in rows:
        days.setdefault(day, []).extend([] if span is None else [span])
    return [CollectingDay(place, day, tuple(spans)) for day, spans in days.items()]


def has_slots(terms: Sequence[Terms]) -> bool:
    """Whether a slot is to be chosen under any of these terms."""
    return any(one.week for one in terms)


def collecting_slots(
    place: UUID, *, zone: str, at: datetime, by_staff: bool = False, hours: Hours = _AS_EVER
) -> list[CollectingSlot]:
    """Every slot of the place that may be taken now, full ones too, in order; none where it knows no slots.

    hours: when the place is open; on a day whose hours are others than usual nothing is collected outside them, unless
    an exception of collecting says how it is collected on that very day.
    by_staff: the minutes of picking do not bind: they know what they can do.
    """
    first_day = at.astimezone(ZoneInfo(zone)).date()
    terms = list_collecting_terms(place, first_day)
    if not has_slots(terms):
        return []
    ahead = terms[0].ahead
    days = list_collecting_days(place, first_day - timedelta(days=1), first_day + timedelta(days=ahead + 1))
    other = within_hours(hours, terms) | {one.day: one.spans for one in days}
    earliest = at if by_staff else at + timedelta(minutes=terms[0].lead)
    cuts = slots_between(earliest, ahead, zone, terms, other)
    cuts = [cut for cut in cuts if cut.starts_at.astimezone(ZoneInfo(zone)).date() <= first_day + timedelta(days=ahead)]
    taken = _taken(place, at) if cuts else {}
    return [
        CollectingSlot(
            cut.starts_at,
            cut.ends_at,
            cut.capacity,
            max(cut.capacity - sum(n for when, n in taken.items() if cut.starts_at <= when < cut.ends_at), 0),
        )
        for cut in cuts
    ]


def _taken(place: UUID, at: datetime) -> Mapping[datetime, int]:
    rows: list[tuple[datetime, int]] = read_rows(
        "starts_at, count(*)",
        "shipments_slot_place",
        row=lambda when, n: (when, n),
        where=[Condition("place_id = %s::uuid", place), Condition("living"), Condition("starts_at >= %s", at)],
        rest="GROUP BY starts_at",
    )
    return dict(rows)


def _terms(*row: Any) -> Terms:
    since, *told, spans = row
    numbers: dict[str, Any] = dict(zip(("minutes", "capacity", "lead", "ahead", "warn"), told, strict=True))
    week: dict[int, list[Span]] = {}
    for weekday, begins, ends, most in spans or ():
        week.setdefault(weekday, []).append(Span(begins, ends, most))
    return Terms(since, **numbers, week=week)


def _other(day: date, begins: int | None, ends: int | None, most: int | None) -> tuple[date, Span | None]:
    return day, None if begins is None or ends is None else Span(begins, ends, most)
