"""Pages by key: every row once in every order, counts that stop, cursors that nobody can make or move elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as some

from prilavok.kit.db.asking import ask
from prilavok.kit.errors import Refused
from prilavok.kit.pages import (
    Condition,
    Mark,
    Page,
    Sort,
    count_some,
    every_page,
    purpose_of,
    read_cursor,
    read_page,
    write_cursor,
)

AT = datetime(2026, 3, 2, tzinfo=UTC)
SOURCE = """(SELECT n, mod(n, 3) AS third, jsonb_build_object('n', n) AS told
    FROM generate_series(1, 20) AS n) AS numbers"""


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("limit", [1, 3, 7, 20, 50])
def test_turning_pages_gives_every_row_once_in_order(rolled_back: None, descending: bool, limit: int) -> None:
    sort = Sort((("third", "int"), ("n", "int")), descending)

    def read(after: Mark | None) -> Page[tuple[int, object]]:
        return read_page("n, told", SOURCE, row=lambda n, told: (n, told), sort=sort, after=after, limit=limit)

    found = list(every_page(read, most=1000))
    expected = sorted(range(1, 21), key=lambda n: (n % 3, n), reverse=descending)
    assert found == [(n, {"n": n}) for n in expected]


def test_the_last_page_knows_that_it_is_the_last(rolled_back: None) -> None:
    sort = Sort((("n", "int"),))
    whole = read_page("n", SOURCE, row=int, sort=sort, limit=20)
    assert whole.after is None and len(whole.rows) == 20
    assert read_page("n", SOURCE, row=int, sort=sort, limit=19).after == ("19",)
    odd = read_page("n", SOURCE, row=int, sort=sort, where=[Condition("mod(n, %s) = %s", 2, 1)], after=("9",), limit=2)
    assert odd.rows == (11, 13)


def test_a_file_stops_where_it_must(rolled_back: None) -> None:
    sort = Sort((("n", "int"),))
    found = every_page(lambda after: read_page("n", SOURCE, row=int, sort=sort, after=after, limit=4), most=10)
    assert list(found) == list(range(1, 11))
    assert Page((1, 2), ("2",)).turned(lambda rows: [row * 10 for row in rows]) == Page((10, 20), ("2",))


def test_counting_stops(rolled_back: None) -> None:
    assert count_some(SOURCE) == 20
    assert count_some(SOURCE, most=7) == 8  # one more than seven means: more than seven
    assert count_some(SOURCE, [Condition("n > %s", 18)]) == 2


@given(mark=some.lists(some.text(max_size=20), min_size=1, max_size=3))
def test_a_cursor_opens_only_its_own_list_and_not_for_ever(mark: list[str]) -> None:
    purpose = purpose_of("orders", sort="-time", place="367")
    cursor = write_cursor(tuple(mark), purpose, AT)
    assert read_cursor(cursor, purpose, AT) == tuple(mark)
    others = (purpose_of("orders", sort="time", place="367"), purpose_of("stock", sort="-time", place="367"), "orders")
    for other in others:
        with pytest.raises(Refused):
            read_cursor(cursor, other, AT)
    with pytest.raises(Refused):
        read_cursor(cursor, purpose, AT + timedelta(days=3))
    with pytest.raises(Refused):
        read_cursor(cursor[:-1] + ("A" if cursor[-1] != "A" else "B"), purpose, AT)


def test_a_statement_of_our_own_tells_instants_as_django_tells_them(rolled_back: None) -> None:
    told = (
        "SELECT '2026-03-02 09:00:00.5+05'::timestamptz, '1850-01-01 00:00+00'::timestamptz, NULL::timestamptz,"
        " ARRAY['2026-10-25 01:30:00.000001-03:30'::timestamptz]"
    )
    ((row,), _kinds) = ask(told, [])
    with connection.cursor() as cursor:
        cursor.execute(told)
        assert row == cursor.fetchone()
    assert row == (
        datetime(2026, 3, 2, 4, 0, 0, 500_000, UTC),
        datetime(1850, 1, 1, tzinfo=UTC),
        None,
        [datetime(2026, 10, 25, 5, 0, 0, 1, UTC)],
    )
    assert (row[0].tzinfo, row[3][0].tzinfo) == (UTC, UTC)
