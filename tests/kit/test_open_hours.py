"""Hours of a week and of days that are otherwise."""

from datetime import date

import pytest

from prilavok.kit.open_hours import closed_days, fit_hours, knows_week, other_days, spans_on

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def test_a_date_goes_before_its_weekday() -> None:
    hours = {"1": [["09:00", "18:00"]], "2026-03-02": list[list[str]](), "2026-03-03": [["10:00", "12:00"]]}
    assert spans_on(hours, MONDAY) == [] and spans_on(hours, TUESDAY) == [["10:00", "12:00"]]
    assert spans_on(hours, date(2026, 3, 9)) == [["09:00", "18:00"]] and spans_on(hours, date(2026, 3, 4)) == ()
    assert closed_days(hours) == {MONDAY} and set(other_days(hours)) == {MONDAY, TUESDAY}


def test_a_week_that_nobody_told_is_open_but_for_the_days_that_were_told() -> None:
    hours = {"2026-03-02": list[list[str]]()}
    assert not knows_week(hours) and not knows_week({}) and knows_week({"1": []})
    assert spans_on(hours, MONDAY) == [] and spans_on(hours, TUESDAY) == (("00:00", "24:00"),)
    assert spans_on({}, MONDAY) == (("00:00", "24:00"),)


@pytest.mark.parametrize(
    ("spans", "fit"),
    [
        ((), True),
        ((("09:00", "24:00"),), True),
        ((("09:00", "13:00"), ("14:00", "18:00")), True),
        ((("09:00", "13:00"), ("12:00", "18:00")), False),
        ((("18:00", "09:00"),), False),
        ((("09:00", "09:00"),), False),
        ((("9", "18:00"),), False),
        ((("", ""),), False),
        ((("09:60", "18:00"),), False),
        ((("-1:00", "18:00"),), False),
        ((("09:00", "24:01"),), False),
    ],
)
def test_what_can_be_a_day(spans: tuple[tuple[str, str], ...], fit: bool) -> None:
    assert fit_hours(spans) is fit
