"""When goods can be ready, and by when where a promise is in danger."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prilavok.kit.open_hours import Hours, minutes_of, spans_on

#: hours that are told and never come round within so many days are no hours
_LOOKED_AHEAD = 14
#: a promise that is put off is put off by so much at least: less would be no news
_LEAST_LATER = timedelta(minutes=5)


def ready_in(at: datetime, lead: int, hours: Hours, zone: str) -> datetime:
    """When so many minutes of picking are over, of which only open hours count; on the full minute, never sooner.

    hours: spans of local time (kit.open_hours); a place that tells no week works round the clock.
    """
    left = timedelta(minutes=lead)
    for opens, closes in _open_spans(at, hours, zone):
        begins = max(opens, at)
        if begins >= closes:
            continue
        if begins + left <= closes:
            return _full_minute(begins + left)
        left -= closes - begins
    return _full_minute(at + timedelta(minutes=lead))


def later_by(ready_by: datetime, could: datetime) -> datetime:
    """The new time to tell a customer whose promise is in danger: when it could be done, and later than promised."""
    return max(could, ready_by + _LEAST_LATER)


def _open_spans(at: datetime, hours: Hours, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """In order; day after day, since most promises are kept on the first."""
    here = ZoneInfo(zone)
    first_day = at.astimezone(here).date()
    for nth in range(-1, _LOOKED_AHEAD):
        day = first_day + timedelta(days=nth)
        midnight = datetime.combine(day, time(), here)
        spans = []
        for opens, closes in spans_on(hours, day):
            begins, ends = (midnight + timedelta(minutes=minutes_of(one)) for one in (opens, closes))
            if ends <= begins:
                ends += timedelta(days=1)
            spans.append((begins.astimezone(UTC), ends.astimezone(UTC)))
        yield from sorted((begins, ends) for begins, ends in spans if begins < ends)


def _full_minute(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)
