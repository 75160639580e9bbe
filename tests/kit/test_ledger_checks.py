"""The checker catches a planted fault in each function it watches, each tried in a database of its own."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.conftest import OwnDatabase
from tests.kit.ledger_world import START, open_world, post, reserve, settle
from tests.racing import all_at_once

import prilavok.kit.ledger
from prilavok.kit.ledger.checks import check

FOLDER = Path(prilavok.kit.ledger.__file__).parent
World = dict[str, list[UUID]]
Act = Callable[[psycopg.Connection[Any], World], object]


def _break(connection: psycopg.Connection[Any], file: str, function: str, whole: str, broken: str) -> None:
    """Install one function of the house with one place in it changed."""
    text = (FOLDER / file).read_text()
    found = re.search(rf"CREATE OR REPLACE FUNCTION {function}\(.*?\n\$\$;", text, re.DOTALL)
    assert found is not None
    assert found[0].count(whole) == 1, f"{whole!r} must stand once in {function}"
    connection.execute(found[0].replace(whole, broken))


def _reserve(connection: psycopg.Connection[Any], world: World) -> list[UUID]:
    holds, short = reserve(connection, [(goods, world["sold"][0], 4) for goods in world["goods"]])
    assert short == []
    return holds


def _post(connection: psycopg.Connection[Any], world: World) -> None:
    post(connection, [(world["goods"][0], world["sold"][0], 3)])


def _settle(connection: psycopg.Connection[Any], world: World) -> None:
    assert settle(connection, _reserve(connection, world), amounts=[3, 3]) == []


def _expire(connection: psycopg.Connection[Any], world: World) -> None:
    _reserve(connection, world)
    released = connection.execute("SELECT * FROM ledger_expire(%s, 10)", [START + timedelta(hours=2)]).fetchall()
    assert len(released) == 2


def _draw(connection: psycopg.Connection[Any], world: World) -> None:
    goods, sold, unexplained = world["goods"][0], world["sold"][0], world["unexplained"][0]
    connection.execute(
        "SELECT * FROM ledger_draw(array[gen_random_uuid()], array[%s]::uuid[], array[%s]::uuid[], array[%s]::uuid[],"
        " array[12]::bigint[], array['sale'], array[null]::uuid[], array[%s]::timestamptz[], %s, 'trial')",
        [goods, sold, unexplained, START, START],
    )


def _post_late(connection: psycopg.Connection[Any], world: World) -> None:
    before = START - timedelta(days=3)
    post(connection, [(world["opening"][0], world["goods"][0], 5)], before)
    taken = connection.execute("SELECT * FROM ledger_snapshot(%s, NULL, 100, 1, %s)", [before.date(), START]).fetchone()
    assert taken is not None and taken[1] >= 2
    assert check() == []
    post(connection, [(world["goods"][0], world["sold"][0], 1)], before)


@pytest.mark.parametrize(
    ("file", "function", "whole", "broken", "act", "said"),
    [
        ("ledger.sql", "ledger_post", "posted = b.posted + change.units, ", "", _post, "posted 10, its moves make 7"),
        (
            "ledger.sql",
            "ledger_post",
            "AS m (id, debit, credit, units, cause, cause_id, at)",
            "AS m (id, debit, credit, units, cause, cause_id, at) WHERE false",
            _post,
            "posted 7, its moves make 10",
        ),
        ("ledger.sql", "ledger_draw", "units + lacking", "units", _draw, "below what is held on it: posted -2"),
        ("ledger.sql", "ledger_draw", "lacking, 'discrepancy'", "lacking + 1, 'discrepancy'", _draw, "its moves make"),
        (
            "holds.sql",
            "ledger_reserve",
            "held = b.held + demand.units",
            "held = b.held + 1",
            _reserve,
            "held 1, its open",
        ),
        (
            "holds.sql",
            "ledger_settle",
            "posted = b.posted + locked.posted, ",
            "",
            _settle,
            "posted 10, its moves make 7",
        ),
        (
            "holds.sql",
            "ledger_settle",
            "held = b.held - locked.released, ",
            "",
            _settle,
            "held 4, its open holds make 1",
        ),
        (
            "holds.sql",
            "ledger_settle",
            "units = open - settled.units",
            "units = open",
            _settle,
            "1 open by its moves, 4",
        ),
        (
            "holds.sql",
            "ledger_settle",
            "'settle', debit_id, credit_id",
            "'settle', credit_id, debit_id",
            _settle,
            "way",
        ),
        ("holds.sql", "ledger_release", "held = b.held - locked.units, ", "", _expire, "held 4, its open holds make 0"),
        (
            "holds.sql",
            "ledger_release",
            "WHERE h.move_id = open.move_id",
            "WHERE false",
            _expire,
            "0 open by its moves",
        ),
        (
            "ledger.sql",
            "ledger_post",
            "IF ledger_is_late",
            "IF NOT ledger_is_late",
            _post_late,
            "snapshot 5, its moves",
        ),
    ],
)
def test_a_planted_fault_is_told(
    own_database: OwnDatabase, file: str, function: str, whole: str, broken: str, act: Act, said: str
) -> None:
    with psycopg.connect(own_database.url, autocommit=True) as connection:
        world = open_world(connection, goods=2, units=10)
        act(connection, world)
        assert check() == []
        world = open_world(connection, goods=2, units=10)
        connection.execute("ALTER TABLE kit_balance DROP CONSTRAINT kit_balance_guard")
        _break(connection, file, function, whole, broken)
        act(connection, world)
        told = check()
        assert any(said in one for one in told), told


def test_units_that_change_their_kind_or_come_from_nowhere_are_told(own_database: OwnDatabase) -> None:
    with psycopg.connect(own_database.url, autocommit=True) as connection:
        apples, pears = (open_world(connection, goods=1, units=10) for _ in range(2))
        post(connection, [(apples["goods"][0], pears["goods"][0], 1)])
        told = check()
        assert sorted(one.rpartition("make ")[2] for one in told) == ["-1, not 0", "1, not 0"]
        connection.execute("UPDATE kit_balance SET posted = posted + 5 WHERE account_id = %s", [pears["goods"][0]])
        assert any("posted 16, its moves make 11" in one for one in check())


def test_an_unlocked_reading_is_caught(own_database: OwnDatabase) -> None:
    """The classic: read what is held, think, write the sum back."""
    with psycopg.connect(own_database.url, autocommit=True) as connection:
        world = open_world(connection, goods=1, units=10)
        _break(
            connection, "holds.sql", "ledger_reserve",
            "held = b.held + demand.units",
            "held = (SELECT o.held FROM kit_balance o, pg_sleep(0.2) WHERE o.account_id = b.account_id) + demand.units",
        )  # fmt: skip
        _break_locks(connection)

        def take() -> int:
            with psycopg.connect(own_database.url, autocommit=True) as own:
                return len(reserve(own, [(world["goods"][0], world["sold"][0], 8)])[1])

        assert sum(all_at_once([take] * 2)) == 0  # sixteen of ten were promised
        assert any("held 8, its open holds make 16" in one for one in check())


def _break_locks(connection: psycopg.Connection[Any]) -> None:
    """Take the locks out of ledger_reserve as it now stands in the database."""
    row = connection.execute("SELECT pg_get_functiondef('ledger_reserve'::regproc)").fetchone()
    assert row is not None and row[0].count("FOR UPDATE OF b") == 1
    connection.execute(row[0].replace("FOR UPDATE OF b", ""))


def test_many_faults_are_counted_not_poured_out(own_database: OwnDatabase) -> None:
    with psycopg.connect(own_database.url, autocommit=True) as connection:
        open_world(connection, goods=50, units=10)
        connection.execute("UPDATE kit_balance SET posted = posted + 1")
        told = check()
        assert len([one for one in told if "posted 11, its moves make 10" in one]) == 20
        assert "ledger, balances: 30 more of the kind posted" in told
