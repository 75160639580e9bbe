"""What stands in a cell of a file of CSV: times of a place, amounts in the smallest unit, and what could mean two things."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from prilavok.adapters.feeds.csv_files import cells


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-02-02T10:15", datetime(2026, 2, 2, 5, 15, tzinfo=UTC)),
        ("2026-02-02 10:15:30", datetime(2026, 2, 2, 5, 15, 30, tzinfo=UTC)),
        ("2026-02-02T10:15:30.250", datetime(2026, 2, 2, 5, 15, 30, 250000, tzinfo=UTC)),
        ("2026-02-02T10:15Z", datetime(2026, 2, 2, 10, 15, tzinfo=UTC)),
        ("2026-02-02T10:15+03:00", datetime(2026, 2, 2, 7, 15, tzinfo=UTC)),
        # Kazakhstan went from +6 to +5 on 2024-03-01.
        ("2024-02-29T10:15", datetime(2024, 2, 29, 4, 15, tzinfo=UTC)),
        ("2024-03-01T10:15", datetime(2024, 3, 1, 5, 15, tzinfo=UTC)),
    ],
)
def test_times_are_of_the_place(written: str, instant: datetime) -> None:
    assert cells.instant_cell(written, ZoneInfo("Asia/Almaty")) == instant


def test_a_time_the_clocks_skipped_is_refused_and_one_that_came_twice_is_the_first() -> None:
    zone = ZoneInfo("America/New_York")
    with pytest.raises(cells.Unreadable):
        cells.instant_cell("2026-03-08T02:30", zone)
    assert cells.instant_cell("2026-11-01T01:30", zone).astimezone(UTC) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ("1234.50", 123450),
        ("1234,5", 123450),
        ("1 234,50", 123450),
        ("1\u00a0234\u202f567", 123456700),
        ("0", 0),
        ("-5.00", -500),
        ("007", 700),
    ],
)
def test_amounts(written: str, units: int) -> None:
    assert cells.amount_cell(written, "KZT") == units


@pytest.mark.parametrize(
    "written",
    [
        "1,250",
        "1.250",
        "1,250.00",
        "12 34",
        "1 2345",
        "",
        " ",
        "+5",
        "٣",
        "1_000",
        "0x1",
        "5 ₸",
        "1e3",
        "inf",
        "--1",
        "1.",
        ".5",
        "1" * 19,
    ],
)
def test_an_amount_that_could_mean_two_things_is_none(written: str) -> None:
    with pytest.raises(cells.Unreadable):
        cells.amount_cell(written, "KZT")


def test_decimals_are_those_of_the_currency() -> None:
    assert cells.amount_cell("1250", "JPY") == 1250
    assert cells.amount_cell("1.250", "KWD") == 1250
    with pytest.raises(cells.Unreadable):
        cells.amount_cell("1250.0", "JPY")
