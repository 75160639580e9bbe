"""Repeat purchase and retention on the board are what a query written by hand over the source's files gives."""

import re
from collections import defaultdict
from datetime import date, timedelta

import pytest
from tests.conftest import OwnDatabase
from tests.doors.web_people import client_of, hire
from tests.promises.house_at_work import ask, load_stores
from tests.promises.source_rows import rows_of

STORES = "352,3217"
_CELL = re.compile(r'<td class="(?:number|middle)[^>]*?(?:title="(\d+)[^"]*")?>(?:<a [^>]*>)?(\d+)')


@pytest.mark.thin("by channel of first contact: the source knows tills only")
def test_the_board_says_what_the_source_says(own_database: OwnDatabase, quick_passwords: None) -> None:
    load_stores(STORES)
    [(weeks,)] = ask(own_database, "SELECT shift_weeks FROM imports_run")
    # By hand: the days on which each household came, a basket being one coming.
    baskets = {row.basket: (row.household, row.day + timedelta(weeks=weeks)) for row in rows_of(STORES)}
    days: dict[str, list[date]] = defaultdict(list)
    for household, day in baskets.values():
        days[household].append(day)
    repeaters = sum(len(came) > 1 for came in days.values())
    months = {household: {day.replace(day=1) for day in came} for household, came in days.items()}
    cohorts: dict[date, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for bought in months.values():
        for month in bought:
            cohorts[min(bought)][month] += 1

    page = client_of(hire("owner", language="en")).get("/board/customers?period=all").content.decode()
    tiles = dict(re.findall(r"<h3>([^<]+)</h3>.*?tile-value\"><a [^>]*>([^<]+)</a>", page, re.DOTALL))
    assert tiles["Active customers"].replace(",", "") == str(len(days))
    assert tiles["Repeat purchase"].replace("\u00a0", " ") == f"{_tenths(repeaters, len(days))} %"
    table = re.search(r'<table class="table dense cohorts">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    assert table is not None
    last = max(max(came) for came in days.values()).replace(day=1)
    shown = [
        [int(title or text) for title, text in _CELL.findall(row)] for row in table[1].split("</tr>") if "<th" in row
    ]
    assert shown == [[kept[month] for month in _months(first, last)] for first, kept in sorted(cohorts.items())]


def _months(first: date, last: date) -> list[date]:
    months = [first]
    while months[-1] < last:
        months.append((months[-1] + timedelta(days=31)).replace(day=1))
    return months


def _tenths(part: int, whole: int) -> str:
    """A share in per cent with one decimal, rounded half away from nought."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"
