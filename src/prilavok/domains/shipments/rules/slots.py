"""Which slots a place offers: spans of its wall clock cut into pieces of equal length, each for so many orders."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prilavok.domains.shipments.types.slots import Cut, Span, Terms
from prilavok.kit.open_hours import Hours, minutes_of, other_days

DAY_OF_MINUTES = 1440


def fit_spans(spans: Sequence[Span]) -> bool:
    """Whether spans of a day are in order, none empty or longer than a day, and none reaches into the next."""
    each = all(
        0 <= one.begins < DAY_OF_MINUTES and one.begins < one.ends <= one.begins + DAY_OF_MINUTES for one in spans
    )
    return each and all(one.ends <= other.begins for one, other in zip(spans, spans[1:], strict=False))


def spans_of(day: date, terms: Sequence[Terms], other: Mapping[date, Sequence[Span]]) -> tuple[Terms, Sequence[Span]]:
    """The terms that hold on a day, the eldest first of those given, and its spans: the exception's, or the weekday's.

    An exception holds only where the terms of the day know slots at all.
    """
    held = [one for one in terms if one.since <= day] or list(terms[:1])
    one_day = held[-1]
    if not one_day.week:
        return one_day, ()
    return one_day, other.get(day, one_day.week.get(day.isoweekday(), ()))


def within_hours(hours: Hours, terms: Sequence[Terms]) -> dict[date, tuple[Span, ...]]:
    """The spans of collecting of days on which a place is open at other hours than usual: what lies in both."""
    found = {}
    for day, told in other_days(hours).items():
        opened = [tuple(minutes_of(clock) for clock in span) for span in told]
        both = (
            Span(max(one.begins, begins), min(one.ends, ends), one.most)
            for one in spans_of(day, terms, {})[1]
            for begins, ends in opened
        )
        found[day] = tuple(sorted((one for one in both if one.begins < one.ends), key=lambda one: one.begins))
    return found


def slots_between(
    earliest: datetime, days: int, zone: str, terms: Sequence[Terms], other: Mapping[date, Sequence[Span]]
) -> list[Cut]:
    """Every slot that begins no sooner than `earliest`, of its day and so many days after it, in order.

    Spans are wall clock, so a day of 23 or 25 hours is worked by its own clock; slots follow each other by real
    minutes, and one that would reach beyond its span is not offered.
    """
    here = ZoneInfo(zone)
    first = earliest.astimezone(here).date()
    found: dict[datetime, Cut] = {}
    for nth in range(-1, days + 1):  # the day before: its spans may reach over midnight
        day = first + timedelta(days=nth)
        one_day, spans = spans_of(day, terms, other)
        for span in spans:
            begins, closes = _instant(day, span.begins, here), _instant(day, span.ends, here)
            while (ends := begins + timedelta(minutes=one_day.minutes)) <= closes:
                if begins >= earliest and begins.astimezone(here).date() <= first + timedelta(days=days):
                    found.setdefault(begins, Cut(begins, ends, one_day.capacity if span.most is None else span.most))
                begins = ends
    return [found[at] for at in sorted(found)]


def _instant(day: date, minutes: int, here: ZoneInfo) -> datetime:
    local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return local.replace(tzinfo=here).astimezone(UTC)
