"""Which days an indicator is counted over: spans of local days, whole weeks from Monday, and what they compare with."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Period = Literal["weeks4", "quarter", "year", "all", "custom"]
PERIODS: tuple[Period, ...] = ("weeks4", "quarter", "year", "all", "custom")
WEEKS = {"weeks4": 4, "quarter": 13, "year": 52}


@dataclass(frozen=True, slots=True)
class Span:
    """Local days from the first to the last, both counted."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a span ends before it begins")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Span":
        """As many days, ending on the eve of the first."""
        return Span(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def ending(self, days: int) -> "Span":
        """The given number of days that end with the same last day."""
        return Span(self.last - timedelta(days=days - 1), self.last)


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def closing_day(latest: date, today: date) -> date:
    """The Sunday on which the last whole week ends that is over and not later than the newest facts.

    latest: the last local day with a fact. Where facts stop long ago, periods count back from where they stop.
    """
    over = monday_of(today) - timedelta(days=1)
    return min(over, monday_of(latest) + timedelta(days=6))


def choose_span(period: Period, facts: Span, today: date, asked: Span | None = None) -> Span:
    """The days a period means: 4, 13 or 52 whole weeks to the closing day; all facts; or the asked days.

    Where whole weeks would end before the first fact, there is nothing to show in them yet: all facts instead.
    """
    if period == "custom" and asked is not None:
        return asked
    last = closing_day(facts.last, today)
    if period in WEEKS and last >= facts.first:
        return Span(last - timedelta(weeks=WEEKS[period]) + timedelta(days=1), last)
    return facts


def comparable(span: Span, facts: Span) -> Span | None:
    """The span of equal length just before, or None where the facts do not reach back over the whole of it."""
    return span.before if span.before.first >= facts.first else None
