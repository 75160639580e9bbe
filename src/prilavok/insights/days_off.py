"""The days of a year on which a place may be closed: what its country has off, and what the shop said of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from babel.dates import format_date
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from prilavok.domains.places.queries import list_said_days, name_places, read_place
from prilavok.domains.places.types import PlaceView, SaidDay
from prilavok.kit.calendars import DayOff, days_off, is_decreed, knows_country, worked_weekends
from prilavok.kit.open_hours import Hours, knows_week
from prilavok.kit.words import LANGUAGES, Words

#: what the library calls the days of the countries we know, for the catalogues of messages
CELEBRATED: Mapping[str, object] = {
    "Capital Day": _("Capital Day"),
    "Christmas Day": _("Christmas Day"),
    "Constitution Day": _("Constitution Day"),
    "Defender of the Fatherland Day": _("Defender of the Fatherland Day"),
    "Eid al-Adha": _("Eid al-Adha"),
    "First President Day": _("First President Day"),
    "Holiday of Spring and Labor": _("Holiday of Spring and Labor"),
    "Independence Day": _("Independence Day"),
    "International Women's Day": _("International Women's Day"),
    "Kazakhstan's People Solidarity Holiday": _("Kazakhstan's People Solidarity Holiday"),
    "New Year Holidays": _("New Year Holidays"),
    "New Year's Day": _("New Year's Day"),
    "Nowruz Holiday": _("Nowruz Holiday"),
    "Orthodox Christmas": _("Orthodox Christmas"),
    "Republic Day": _("Republic Day"),
    "Russia Day": _("Russia Day"),
    "Unity Day": _("Unity Day"),
    "Victory Day": _("Victory Day"),
}
#: places that are open to somebody, and whose days the shop therefore takes together
_OPEN_KINDS = ("store", "warehouse", "pickup", "office")


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of the year. off: what the country says of it, None where the shop alone said something.

    said: what the shop said, None: nothing yet, and the place is open as its week has it. usual: the hours of its week.
    """

    day: date
    off: DayOff | None
    said: SaidDay | None
    name: str
    usual: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class DaysOffPage:
    """A year of a place. country: by its legal entity; known: whether its days off are; decreed: those moved as well.

    worked: weekends worked by decree. left: days off to come that the shop has said nothing of. alike: ids of all open
    places of the country.
    """

    place: PlaceView
    year: int
    country: str
    known: bool
    decreed: bool
    rows: tuple[DayRow, ...]
    worked: tuple[date, ...]
    left: int
    alike: tuple[UUID, ...]


def days_off_page(place: UUID, year: int, at: datetime) -> DaysOffPage:
    """The year of a place. Raises NotFound."""
    found = read_place(place)
    country, today = found.taxes.country, found.day_at(at)
    said = {one.day: one for one in list_said_days(place, date(year, 1, 1), date(year, 12, 31))}
    off = {one.day: one for one in days_off(country, year)}
    rows = tuple(
        DayRow(day, off.get(day), said.get(day), _title(off.get(day), said.get(day)), _usual(found.hours, day))
        for day in sorted({*said, *off})
    )
    left = sum(row.said is None and row.day >= today for row in rows)
    decreed = is_decreed(country, year)
    alike = places_of_country(country)
    return DaysOffPage(
        found, year, country, knows_country(country), decreed, rows, worked_weekends(country, year), left, alike
    )


def places_of_country(country: str) -> tuple[UUID, ...]:
    """The places that are open to somebody under the law of a country."""
    named = name_places().values()
    return tuple(one.id for one in named if one.taxes.country == country and one.kind in _OPEN_KINDS)


def proposed_days(country: str, year: int, since: date) -> list[SaidDay]:
    """The days off of a year from a day on, as a shop would say that it is closed on them, named in each language."""
    return [SaidDay(one.day, (), words_of_day(one)) for one in days_off(country, year) if one.day >= since]


def words_of_day(off: DayOff) -> Words:
    """What a day off is called, in every language."""
    words = {}
    for language in LANGUAGES:
        with override(language):
            words[language] = name_of_day(off)
    return words


def name_of_day(off: DayOff) -> str:
    """What a day off is called, in the language that is spoken now."""
    if off.moved_from is not None:
        day = format_date(off.moved_from, "d MMMM", locale=(get_language() or LANGUAGES[0]).split("-")[0])
        return gettext("Day off instead of %(day)s") % {"day": day}
    name = str(CELEBRATED.get(off.name, off.name))
    return gettext("%(name)s, day off instead of the weekend") % {"name": name} if off.kind == "instead" else name


def _title(off: DayOff | None, said: SaidDay | None) -> str:
    """The shop's own word before the calendar's."""
    own = (get_language() or LANGUAGES[0]).split("-")[0]
    told = said.name if said is not None else {}
    return told.get(own) or (name_of_day(off) if off is not None else next(iter(told.values()), ""))


def _usual(hours: Hours, day: date) -> Sequence[Sequence[str]]:
    return hours.get(str(day.isoweekday()), ()) if knows_week(hours) else (("00:00", "24:00"),)
