"""When resources work, day by day."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from prilavok.domains.bookings.rules import spans_worked
from prilavok.domains.bookings.types import Spans, WorkingDay
from prilavok.kit.pages import Condition, read_rows


def list_working(
    resources: Sequence[UUID], since: date, days: int, place_days: Mapping[date, Spans]
) -> dict[UUID, dict[date, WorkingDay]]:
    """When each of these resources of a place works on each of so many days. place_days: as in list_slots."""
    asked = [since + timedelta(days=nth) for nth in range(days)]
    weeks, own = _weeks(resources), _own_days(resources, asked)
    found: dict[UUID, dict[date, WorkingDay]] = {}
    for one in resources:
        for day in asked:
            said, place = own.get((one, day)), place_days.get(day)
            spans = spans_worked(weeks.get((one, day.isoweekday()), ()), said, place)
            by = (
                WorkingDay(spans, "own")
                if said is not None
                else WorkingDay(spans, "week" if place is None else "place")
            )
            found.setdefault(one, {})[day] = by
    return found


def _weeks(resources: Sequence[UUID]) -> dict[tuple[UUID, int], Spans]:
    rows = read_rows(
        "resource_id, weekday, begins, ends",
        "bookings_hours",
        row=lambda *row: row,
        where=[Condition("resource_id = ANY(%s::uuid[])", list(resources))],
        rest="ORDER BY begins",
    )
    found: dict[tuple[UUID, int], Spans] = {}
    for resource, weekday, begins, ends in rows:
        found[resource, weekday] = (*found.get((resource, weekday), ()), (begins, ends))
    return found


def _own_days(resources: Sequence[UUID], days: Sequence[date]) -> dict[tuple[UUID, date], Spans]:
    rows = read_rows(
        "resource_id, day, begins, ends",
        "bookings_other_day",
        row=lambda *row: row,
        where=[Condition("resource_id = ANY(%s::uuid[]) AND day = ANY(%s::date[])", list(resources), list(days))],
        rest="ORDER BY begins",
    )
    found: dict[tuple[UUID, date], Spans] = {}
    for resource, day, begins, ends in rows:
        found[resource, day] = (*found.get((resource, day), ()), *(() if begins is None else ((begins, ends),)))
    return found
