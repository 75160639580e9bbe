"""A day of bookings laid out: who is busy when, what is free between, and both as rows of equal minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from prilavok.domains.bookings.queries import spans_as_typed
from prilavok.domains.bookings.types import BookingView, ResourceView, ServiceView, Spans, WorkingDay

_HOUR = 60
_STEPS = (30, 15, 10, 5)  # minutes of a row: the longest by which every beginning and end falls between two rows
CellKind = Literal["visit", "free", "idle", "closed"]


@dataclass(frozen=True, slots=True)
class Visit:
    """A booking in its time, in minutes after the midnight that begins the day by the clock of the place.

    since, until: with making ready and tidying up. seats: that it takes; none where nobody came. who: masked.
    """

    booking: BookingView
    service: ServiceView
    who: str
    begins: int
    ends: int
    since: int
    until: int
    seats: int

    @property
    def span(self) -> str:
        """Its time as one writes it."""
        return spans_as_typed(((self.begins, self.ends),))


@dataclass(frozen=True, slots=True)
class FreeSpan:
    """A time in which so many seats can be booked."""

    begins: int
    ends: int
    seats: int

    @property
    def span(self) -> str:
        """The time as one writes it."""
        return spans_as_typed(((self.begins, self.ends),))


@dataclass(frozen=True, slots=True)
class ResourceDay:
    """What a resource has to do on a day. past: until this minute nothing can be booked any more."""

    resource: ResourceView
    day: date
    working: WorkingDay
    visits: tuple[Visit, ...]
    past: int

    @property
    def free(self) -> list[FreeSpan]:
        """What of the working time can be booked, in order."""
        marks = {self.past} | {mark for span in self.working.spans for mark in span}
        marks |= {mark for one in self.visits for mark in (one.since, one.until)}
        found: list[FreeSpan] = []
        for begins, ends in pairwise(sorted(marks)):
            seats = self._free_in(begins, ends)
            if seats <= 0:
                continue
            if found and (found[-1].ends, found[-1].seats) == (begins, seats):
                begins = found.pop().begins
            found.append(FreeSpan(begins, ends, seats))
        return found

    def _free_in(self, begins: int, ends: int) -> int:
        if begins < self.past or not any(one[0] <= begins and ends <= one[1] for one in self.working.spans):
            return 0
        return self.resource.seats - sum(one.seats for one in self.visits if one.since < ends and one.until > begins)


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the grid over so many rows. day: whose column it stands in. visit, free: what stands in it."""

    kind: CellKind
    rows: int
    day: ResourceDay
    visit: Visit | None = None
    free: FreeSpan | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the grid. hour: written where one begins, with how many rows it has. cells: those that begin here."""

    hour: str
    rows: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A day: columns with how many lanes each has, and rows of so many minutes."""

    step: int
    columns: tuple[tuple[ResourceDay, int], ...]
    rows: tuple[Row, ...]


def lay_out(days: Sequence[ResourceDay]) -> Grid | None:
    """The grid of a day's columns; None where nobody works and nothing is booked."""
    marks = [mark for one in days for span in (*one.working.spans, *_taken(one)) for mark in span]
    marks += [mark for one in days for span in one.free for mark in (span.begins, span.ends)]
    if not marks:
        return None
    step = next((each for each in _STEPS if all(mark % each == 0 for mark in marks)), _STEPS[-1])
    first, last = min(marks) // _HOUR * _HOUR, -(-max(marks) // _HOUR) * _HOUR
    count = (last - first) // step
    columns = [(one, _lanes(one, first, step, count)) for one in days]
    cells: dict[int, list[Cell]] = {}
    for one, lanes in columns:
        for lane in lanes:
            nth = 0
            for cell in _cells(one, lane):
                cells.setdefault(nth, []).append(cell)
                nth += cell.rows
    per_hour = _HOUR // step
    rows = [
        Row(
            spans_as_typed(((first + nth * step, first + nth * step),))[:5] if nth % per_hour == 0 else "",
            per_hour,
            tuple(cells.get(nth, ())),
        )
        for nth in range(count)
    ]
    return Grid(step, tuple((one, len(lanes)) for one, lanes in columns), tuple(rows))


_Field = tuple[CellKind, Visit | None, FreeSpan | None]


def _lanes(one: ResourceDay, first: int, step: int, count: int) -> list[list[_Field]]:
    """The fields of each lane, row by row: bookings that overlap stand in lanes of their own."""
    free = [next((span for span in one.free if _holds(span, first + nth * step, step)), None) for nth in range(count)]
    open_in = [_is_open(one.working.spans, first + nth * step, step) for nth in range(count)]
    lanes: list[dict[int, Visit]] = []
    for visit in sorted(one.visits, key=lambda each: (each.since, each.begins, each.booking.id)):
        rows = range((visit.since - first) // step, -(-(visit.until - first) // step))
        lane = next((each for each in lanes if not any(nth in each for nth in rows)), None)
        if lane is None:
            lanes.append(lane := {})
        lane.update(dict.fromkeys(rows, visit))
    if not lanes or any(free[nth] and all(nth in lane for lane in lanes) for nth in range(count)):
        lanes.append({})
    fields: list[list[_Field]] = [[] for _lane in lanes]
    for nth in range(count):
        told = False  # what is free is said once beside several bookings
        for lane, column in zip(lanes, fields, strict=True):
            if visit_here := lane.get(nth):
                column.append(("visit", visit_here, None))
            elif free[nth] and not told:
                told = True
                column.append(("free", None, free[nth]))
            else:
                column.append(("idle" if open_in[nth] else "closed", None, None))
    return fields


def _cells(one: ResourceDay, lane: Sequence[_Field]) -> list[Cell]:
    found: list[Cell] = []
    begun = 0
    for nth, field in enumerate(lane):
        if nth + 1 == len(lane) or lane[nth + 1] != field:
            found.append(Cell(field[0], nth + 1 - begun, one, field[1], field[2]))
            begun = nth + 1
    return found


def _taken(one: ResourceDay) -> Spans:
    return tuple((visit.since, visit.until) for visit in one.visits)


def _holds(span: FreeSpan, begins: int, step: int) -> bool:
    return span.begins <= begins and begins + step <= span.ends


def _is_open(spans: Spans, begins: int, step: int) -> bool:
    return any(one[0] <= begins and begins + step <= one[1] for one in spans)
