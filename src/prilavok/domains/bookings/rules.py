"""How a booking goes on, when a customer may still change it, how many seats a party takes, and spans as typed."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

#: what a booking may become; staff correct a wrong press
_NEXT: Mapping[str, frozenset[str]] = {
    "booked": frozenset({"kept", "missed", "cancelled"}),
    "kept": frozenset({"missed"}),
    "missed": frozenset({"kept"}),
    "cancelled": frozenset(),
}
#: how long before the beginning somebody may be said to have come
EARLY = timedelta(hours=3)
DAY_OF_MINUTES = 1440
_CLOCK = re.compile(r"([0-2]?[0-9])[:.]([0-5][0-9])")


def may_turn(state: str, to: str) -> bool:
    """Whether a booking in this state may be said to be that."""
    return to in _NEXT[state]


def may_change(starts_at: datetime, change: int, at: datetime) -> bool:
    """Whether a customer may still move or cancel. change: minutes before the beginning."""
    return at <= starts_at - timedelta(minutes=change)


def reminded_when(starts_at: datetime, remind: int, at: datetime) -> datetime | None:
    """When to remind; None where nobody is, or the hour of it has passed already."""
    when = starts_at - timedelta(minutes=remind)
    return when if remind and when > at else None


def spans_worked(
    week: Sequence[tuple[int, int]], own: Sequence[tuple[int, int]] | None, place: Sequence[tuple[int, int]] | None
) -> tuple[tuple[int, int], ...]:
    """When a resource works on a day: as said of the day itself, else its week within what the place is open then.

    own, place: None where nothing is said of the day. bookings_times is the same in SQL.
    """
    if own is not None:
        return tuple(own)
    if place is None:
        return tuple(week)
    met = [(max(one[0], other[0]), min(one[1], other[1])) for one in week for other in place]
    return tuple(sorted(span for span in met if span[0] < span[1]))


def read_spans(typed: str) -> list[tuple[int, int]] | None:
    """Spans as typed ("10:00-14:00, 15:00-02:00"), in minutes; None where they cannot be read or overlap.

    An end not after its beginning lies in the next day; nothing typed is no span.
    """
    spans: list[tuple[int, int]] = []
    for part in re.split(r"[,;]", typed):
        if not part.strip():
            continue
        ends = [_minutes(one) for one in re.split(r"[-–—]", part)]
        if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] >= DAY_OF_MINUTES:
            return None
        begin, end = ends[0], ends[1]
        spans.append((begin, end if end > begin else end + DAY_OF_MINUTES))
    spans.sort()
    return None if any(one[1] > other[0] for one, other in zip(spans, spans[1:], strict=False)) else spans


def write_spans(spans: Sequence[tuple[int, int]]) -> str:
    """Spans as one types them."""
    return ", ".join(f"{_clock(begin)}–{_clock(end)}" for begin, end in spans)


def _minutes(typed: str) -> int | None:
    found = _CLOCK.fullmatch(typed.strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found else None
    return minutes if minutes is not None and minutes <= DAY_OF_MINUTES else None


def _clock(minutes: int) -> str:
    shown = minutes if minutes <= DAY_OF_MINUTES else minutes - DAY_OF_MINUTES
    return f"{shown // 60:02}:{shown % 60:02}"
