"""When a place is open: spans of its wall clock by ISO weekday, and by date where a day has others."""

from collections.abc import Mapping, Sequence
from datetime import date

#: {"1".."7": [["09:00", "21:00"], ...], "2026-12-16": []}: a date goes before its weekday; no span is a closed day
Hours = Mapping[str, Sequence[Sequence[str]]]
_ROUND_THE_CLOCK = (("00:00", "24:00"),)


def knows_week(hours: Hours) -> bool:
    """Whether anybody has told the hours of a usual week."""
    return any(len(key) == 1 for key in hours)


def spans_on(hours: Hours, day: date) -> Sequence[Sequence[str]]:
    """The spans of a day; a place whose week nobody has told is open round the clock."""
    if (told := hours.get(day.isoformat())) is not None:
        return told
    return hours.get(str(day.isoweekday()), ()) if knows_week(hours) else _ROUND_THE_CLOCK


def other_days(hours: Hours) -> dict[date, Sequence[Sequence[str]]]:
    """The days whose hours are not those of their weekday."""
    return {date.fromisoformat(key): spans for key, spans in hours.items() if len(key) > 1}


def other_minutes(hours: Hours) -> dict[date, tuple[tuple[int, int], ...]]:
    """The same in minutes after the midnight that begins the day; no span is a closed day."""
    return {
        day: tuple((minutes_of(begins), minutes_of(ends)) for begins, ends in spans)
        for day, spans in other_days(hours).items()
    }


def closed_days(hours: Hours) -> set[date]:
    """The days on which the place is closed though its week may say otherwise."""
    return {day for day, spans in other_days(hours).items() if not spans}


def fit_hours(spans: Sequence[Sequence[str]]) -> bool:
    """Whether spans of a day are "HH:MM" in order, none empty and none over midnight."""
    minutes = [tuple(map(minutes_of, span)) for span in spans]
    each = all(len(span) == 2 and 0 <= span[0] < span[1] <= 1440 for span in minutes)
    return each and all(one[1] <= other[0] for one, other in zip(minutes, minutes[1:], strict=False))


def minutes_of(clock: str) -> int:
    """Minutes after midnight of "HH:MM"; -1 for what is no time."""
    hour, colon, minute = clock.partition(":")
    if not (colon and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and int(minute) < 60):
        return -1
    return int(hour) * 60 + int(minute)
