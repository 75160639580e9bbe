"""A day of bookings laid out: what is free between them, lanes where they overlap, rows of equal minutes."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.bookings.types import BookingView, ResourceView, ServiceView, Spans, WorkingDay
from prilavok.insights.calendar_grid import Grid, ResourceDay, Visit, lay_out

DAY = date(2026, 3, 3)
OPEN: Spans = ((600, 1080),)


def visit(nth: int, begins: int, ends: int, *, before: int = 0, after: int = 0, seats: int = 1) -> Visit:
    at: Any = None
    booking = BookingView(
        UUID(int=nth), UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4), "booked", 1, at, at, "site", "live", None,
        at, at, None, None, 1,
    )  # fmt: skip
    service = cast(ServiceView, None)
    return Visit(booking, service, "", begins, ends, begins - before, ends + after, seats)


def day(*visits: Visit, seats: int = 1, spans: Spans = OPEN, past: int = 0) -> ResourceDay:
    resource = ResourceView(UUID(int=9), UUID(int=4), "master", {"en": "Ann"}, seats, 1, None, 1, None)
    return ResourceDay(resource, DAY, WorkingDay(spans), visits, past)


def free(one: ResourceDay) -> list[tuple[str, int]]:
    return [(span.span, span.seats) for span in one.free]


def told(grid: Grid | None) -> list[tuple[int, str, str, int]]:
    """Each cell as: its row, its kind, what stands in it, its rows."""
    assert grid is not None
    return [
        (nth, cell.kind, cell.visit.span if cell.visit else cell.free.span if cell.free else "", cell.rows)
        for nth, row in enumerate(grid.rows)
        for cell in row.cells
    ]


def test_what_is_free_lies_between_what_is_taken_and_the_end() -> None:
    assert free(day()) == [("10:00–18:00", 1)]
    assert free(day(visit(1, 660, 720))) == [("10:00–11:00", 1), ("12:00–18:00", 1)]
    assert free(day(visit(1, 660, 720, before=15, after=30))) == [("10:00–10:45", 1), ("12:30–18:00", 1)]
    assert free(day(visit(1, 600, 1080))) == []
    assert free(day(past=900)) == [("15:00–18:00", 1)] and free(day(past=2880)) == []
    assert free(day(spans=((600, 840), (900, 1080)))) == [("10:00–14:00", 1), ("15:00–18:00", 1)]


def test_of_several_seats_those_that_are_left_are_free() -> None:
    hall = day(visit(1, 600, 720, seats=2), visit(2, 660, 780), seats=3)
    assert free(hall) == [("10:00–11:00", 1), ("12:00–13:00", 2), ("13:00–18:00", 3)]
    nobody_came = visit(3, 600, 1080, seats=0)
    assert free(day(nobody_came)) == [("10:00–18:00", 1)]


def test_a_day_is_laid_out_in_rows_of_half_an_hour_under_their_hours() -> None:
    grid = lay_out([day(visit(1, 660, 720))])
    assert grid is not None and grid.step == 30 and [lanes for _day, lanes in grid.columns] == [1]
    assert [row.hour for row in grid.rows[:4]] == ["10:00", "", "11:00", ""] and len(grid.rows) == 16
    assert {row.rows for row in grid.rows} == {2}
    assert told(grid) == [
        (0, "free", "10:00–11:00", 2),
        (2, "visit", "11:00–12:00", 2),
        (4, "free", "12:00–18:00", 12),
    ]


def test_what_overlaps_stands_beside_each_other_and_what_is_free_is_said_once() -> None:
    grid = lay_out([day(visit(1, 600, 660), visit(2, 630, 720), seats=3, spans=((600, 780),))])
    assert grid is not None and [lanes for _day, lanes in grid.columns] == [3]
    assert told(grid) == [
        (0, "visit", "10:00–11:00", 2),
        (0, "free", "10:00–10:30", 1),
        (0, "idle", "", 1),
        (1, "visit", "10:30–12:00", 3),
        (1, "free", "10:30–11:00", 1),
        (2, "free", "11:00–12:00", 2),
        (2, "idle", "", 4),
        (4, "free", "12:00–13:00", 2),
        (4, "idle", "", 2),
    ]


def test_odd_minutes_make_short_rows_and_a_day_without_anything_no_grid() -> None:
    odd = lay_out([day(visit(1, 610, 640))])
    assert odd is not None and odd.step == 10
    assert lay_out([day(spans=())]) is None and lay_out([]) is None
    only = lay_out([day(visit(1, 600, 660), spans=())])
    assert told(only) == [(0, "visit", "10:00–11:00", 2)], "what was booked before the day was closed still stands"


def test_before_the_shop_opens_is_closed_and_past_time_is_not_free() -> None:
    grid = lay_out([day(spans=((600, 720),), past=660), day(spans=((540, 600),))])
    assert told(grid) == [
        (0, "closed", "", 2),
        (0, "free", "09:00–10:00", 2),
        (2, "idle", "", 2),
        (2, "closed", "", 4),
        (4, "free", "11:00–12:00", 2),
    ]


@given(
    st.lists(st.tuples(st.integers(0, 280), st.integers(1, 24), st.integers(0, 3)), max_size=8),
    st.integers(1, 4),
)
def test_every_row_of_every_lane_is_filled_once(many: list[tuple[int, int, int]], seats: int) -> None:
    visits = [visit(nth, 5 * at, 5 * (at + long), seats=some) for nth, (at, long, some) in enumerate(many)]
    grid = lay_out([day(*visits, seats=seats), day()])
    assert grid is not None
    lanes = sum(count for _day, count in grid.columns)
    assert sum(cell.rows for row in grid.rows for cell in row.cells) == lanes * len(grid.rows)
    shown = {cell.visit.booking.id for row in grid.rows for cell in row.cells if cell.visit}
    assert shown == {one.booking.id for one in visits}
