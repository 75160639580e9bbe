"""Days off of countries by their law and decrees, from the library `holidays`: no network, no guess.

What a weekday is off for without being a holiday: the law moves a holiday that falls on a weekend (`instead`), and a
decree of the year moves a day off (`moved`), for which a weekend day is worked. The law is known for any year, decrees
only as far as somebody has made them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from holidays import country_holidays

#: The last year whose decrees are known to the library. KZ: the government moved no day of 2026, so the library has no
#: row of it, and its days are those of the law (inform.kz, 2 January 2026). RU: the decree of 2027 is out.
DECREED = {"KZ": 2026, "RU": 2027}
#: From when on the days are those of today's law; of what lies longer ago nobody asks.
FIRST_YEAR = 2000
LAST_YEAR = 2099

KindOfDay = Literal["holiday", "instead", "moved"]
_MOVED = re.compile(r"Day off \(substituted from (\d\d)/(\d\d)/(\d{4})\)")
_LABELLED = re.compile(r"(?P<name>.+?) \((?P<labels>observed|estimated|observed, estimated)\)")


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day off of a country. name: English, of what is celebrated, "" for a day that is only moved.

    moved_from: the day that is worked for it. estimated: by the reckoning of the moon, nobody has named the day yet.
    """

    day: date
    name: str
    kind: KindOfDay
    moved_from: date | None = None
    estimated: bool = False


def knows_country(country: str) -> bool:
    """Whether days off of a country (two letters) are known at all."""
    return country in DECREED


def is_decreed(country: str, year: int) -> bool:
    """Whether it is known which days off the year's decree moves; where not, only the law's days are told."""
    return year <= DECREED.get(country, 0)


@lru_cache(maxsize=64)
def days_off(country: str, year: int) -> tuple[DayOff, ...]:
    """The days off of a year, in order, weekends that are none left out; none of a country that nobody knows."""
    if not knows_country(country) or not FIRST_YEAR <= year <= LAST_YEAR:
        return ()
    told = country_holidays(country, years=year, language="en_US")
    return tuple(_read(day, told[day]) for day in sorted(told) if day.year == year)


@lru_cache(maxsize=64)
def worked_weekends(country: str, year: int) -> tuple[date, ...]:
    """The Saturdays and Sundays of a year that are worked by decree, for a day off at another time."""
    if not knows_country(country) or not FIRST_YEAR <= year <= LAST_YEAR:
        return ()
    around = [one for one in (year - 1, year, year + 1) if is_decreed(country, one)]
    worked = country_holidays(country, years=around, language="en_US").weekend_workdays if around else set()
    return tuple(sorted(day for day in worked if day.year == year))


def is_day_off(country: str, day: date) -> bool:
    """Whether a day is off in a country by law or decree; a plain Saturday or Sunday is not one of these."""
    return day in _dates(country, day.year)


@lru_cache(maxsize=64)
def _dates(country: str, year: int) -> frozenset[date]:
    return frozenset(one.day for one in days_off(country, year))


def _read(day: date, told: str) -> DayOff:
    """What the library says of a day; of several things on one day the first that is celebrated names it."""
    found = [_read_one(day, one) for one in told.split("; ")]
    return min(found, key=_rank)


def _read_one(day: date, told: str) -> DayOff:
    if moved := _MOVED.fullmatch(told):
        month, nth, year = map(int, moved.groups())
        return DayOff(day, "", "moved", date(year, month, nth))
    if labelled := _LABELLED.fullmatch(told):
        labels: Sequence[str] = labelled["labels"].split(", ")
        kind: KindOfDay = "instead" if "observed" in labels else "holiday"
        return DayOff(day, labelled["name"], kind, estimated="estimated" in labels)
    return DayOff(day, told, "holiday")


def _rank(one: DayOff) -> int:
    return ("holiday", "instead", "moved").index(one.kind)
