"""Days off of Kazakhstan and Russia: law, decrees, and what nobody has decreed yet."""

from datetime import date
from itertools import pairwise

import pytest
from django.utils.translation import gettext, override
from holidays.countries.kazakhstan import KazakhstanStaticHolidays
from holidays.countries.russia import RussiaStaticHolidays

from prilavok.insights.days_off import CELEBRATED, name_of_day
from prilavok.kit.calendars import DECREED, DayOff, days_off, is_day_off, is_decreed, knows_country, worked_weekends


def test_a_year_of_kazakhstan_as_the_government_told_it() -> None:
    told = [f"{one.day:%m-%d}" for one in days_off("KZ", 2026)]
    # inform.kz of 2 January 2026, less 30 and 31 August: the Constitution of July has its day on 15 March from 2027 on.
    assert told == [
        "01-01",
        "01-02",
        "01-07",
        "03-08",
        "03-09",
        "03-21",
        "03-22",
        "03-23",
        "03-24",
        "03-25",
        "05-01",
        "05-07",
        "05-09",
        "05-11",
        "05-27",
        "07-06",
        "10-25",
        "10-26",
        "12-16",
    ]
    kinds = {one.day: one for one in days_off("KZ", 2026)}
    assert kinds[date(2026, 5, 11)] == DayOff(date(2026, 5, 11), "Victory Day", "instead")
    assert kinds[date(2026, 5, 27)] == DayOff(date(2026, 5, 27), "Eid al-Adha", "holiday", estimated=True)
    assert days_off("KZ", 2025)[2] == DayOff(date(2025, 1, 3), "", "moved", date(2025, 1, 5))
    assert worked_weekends("KZ", 2025) == (date(2025, 1, 5),) and worked_weekends("KZ", 2026) == ()


def test_a_year_of_russia_with_the_days_its_decree_moves() -> None:
    kinds = {one.day: one for one in days_off("RU", 2027)}
    assert kinds[date(2027, 2, 22)] == DayOff(date(2027, 2, 22), "", "moved", date(2027, 2, 20))
    assert kinds[date(2027, 12, 31)] == DayOff(date(2027, 12, 31), "", "moved", date(2027, 1, 3))
    assert worked_weekends("RU", 2027) == (date(2027, 2, 20),)
    assert is_day_off("RU", date(2027, 11, 5)) and not is_day_off("RU", date(2027, 11, 6)), "a plain Saturday is none"


def test_what_nobody_decreed_is_not_guessed() -> None:
    assert [is_decreed("KZ", 2026), is_decreed("KZ", 2027), is_decreed("RU", 2027), is_decreed("RU", 2028)] == [
        True, False, True, False
    ]  # fmt: skip
    assert {one.kind for one in days_off("RU", 2028)} <= {"holiday", "instead"}
    assert not knows_country("US") and days_off("US", 2026) == () and worked_weekends("US", 2026) == ()
    assert not is_decreed("US", 2026) and not is_day_off("US", date(2026, 12, 25))
    assert days_off("KZ", 1999) == days_off("KZ", 2100) == ()
    # A newer library may know more than is claimed here: then the year is to be named.
    known = {"KZ": KazakhstanStaticHolidays, "RU": RussiaStaticHolidays}
    for country, told in known.items():
        assert max(told.special_public_holidays) <= DECREED[country]


@pytest.mark.parametrize("country", sorted(DECREED))
def test_every_year_is_in_order_and_named_in_each_language(country: str) -> None:
    for year in range(2020, 2040):
        told = days_off(country, year)
        assert all(one.day < other.day for one, other in pairwise(told)) and len(told) <= 31
        assert {one.day.year for one in told} == {year}
        assert {one.name for one in told if one.kind != "moved"} <= set(CELEBRATED)
        assert all((one.moved_from is None) == (one.kind != "moved") for one in told)
        assert all(is_day_off(country, one.day) for one in told)
    for name in CELEBRATED:
        for language in ("ru", "kk"):
            with override(language):
                assert gettext(name) != name, (language, name)


def test_what_is_moved_says_where_from() -> None:
    moved, instead = days_off("KZ", 2025)[2], DayOff(date(2026, 5, 11), "Victory Day", "instead")
    said = []
    for language in ("ru", "kk", "en"):
        with override(language):
            said += [name_of_day(moved), name_of_day(instead)]
    assert said == [
        "Выходной вместо 5 января",
        "День Победы, выходной вместо дня отдыха",
        "5 қаңтар орнына демалыс күні",
        "Жеңіс күні, демалыс күнінің орнына",
        "Day off instead of 5 January",
        "Victory Day, day off instead of the weekend",
    ]
