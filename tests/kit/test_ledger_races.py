"""Many writers at once: nothing waits in a circle, nothing is counted twice, exactly one of two rivals wins."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from tests.conftest import OwnDatabase
from tests.kit.ledger_world import LATER, START, faults, open_world, post, reserve, settle, writers
from tests.racing import all_at_once


def _posted(connection: psycopg.Connection[Any], account: UUID) -> tuple[int, int]:
    row = connection.execute("SELECT posted, held FROM kit_balance WHERE account_id = %s", [account]).fetchone()
    assert row is not None
    return row[0], row[1]


def test_sixteen_writers_over_few_accounts_never_block_each_other_for_good_and_sums_are_exact(
    own_database: OwnDatabase,
) -> None:
    with psycopg.connect(own_database.url, autocommit=True) as connection:
        world = open_world(connection, goods=5, units=60)
        with writers(own_database.url, world, 4, rounds=40) as running:
            running.end()
            assert not (trouble := running.errors()), trouble
        assert len(running.acknowledged) == 4 * 4 * 40
        assert faults(own_database.environment) == []
        expected: Counter[str] = Counter({str(account): 60 for account in world["goods"]})
        for _id, act, debit, credit, units in running.moves():
            if act != "reserve":
                expected[debit] -= units
                expected[credit] += units
        for _debit, credit, units in connection.execute(
            "SELECT debit_id, credit_id, units FROM kit_move WHERE cause = 'discrepancy'"
        ):
            expected[str(credit)] += units
        assert {account: _posted(connection, account)[0] for account in world["goods"]} == {
            account: expected[str(account)] for account in world["goods"]
        }
        acts = Counter(done["act"] for done in running.acknowledged if done["moves"])
        assert min(acts[act] for act in ("post", "draw", "reserve", "settle")) > 3, acts
        deadlocks = connection.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
        assert deadlocks == (0,)


def test_three_hundred_takers_of_a_hundred_units_get_exactly_a_hundred(own_database: OwnDatabase) -> None:
    with psycopg.connect(own_database.url, autocommit=True) as connection:
        world = open_world(connection, goods=1, units=100)
        goods, sold = world["goods"][0], world["sold"][0]

        def take_fifteen() -> list[tuple[list[UUID], list[tuple[UUID, int, int]]]]:
            with psycopg.connect(own_database.url, autocommit=True) as own:
                return [reserve(own, [(goods, sold, 1)]) for _ in range(15)]

        outcomes = [outcome for some in all_at_once([take_fifteen] * 20) for outcome in some]
        got = [ids[0] for ids, short in outcomes if not short]
        refused = [short for _ids, short in outcomes if short]
        assert (len(got), len(refused)) == (100, 200)
        assert all(short == [(goods, 1, 0)] for short in refused)
        assert _posted(connection, goods) == (100, 100)
        assert settle(connection, got) == []
        assert _posted(connection, goods) == (0, 0)
        assert faults(own_database.environment) == []


def test_of_expiry_and_settling_exactly_one_wins(own_database: OwnDatabase) -> None:
    with psycopg.connect(own_database.url, autocommit=True) as connection:
        world = open_world(connection, goods=2, units=200)
        sold = world["sold"][0]
        holds, _ = reserve(connection, [(world["goods"][n % 2], sold, 1) for n in range(120)])
        wins: Counter[str] = Counter()

        def settle_each() -> None:
            with psycopg.connect(own_database.url, autocommit=True) as own:
                for hold in holds:
                    wins["settled"] += not settle(own, [hold], LATER - timedelta(milliseconds=1))

        def expire_some() -> None:
            with psycopg.connect(own_database.url, autocommit=True) as own:
                for _ in range(60):
                    wins["expired"] += len(own.execute("SELECT * FROM ledger_expire(%s, 1)", [LATER]).fetchall())

        all_at_once([settle_each, expire_some])
        assert wins["settled"] + wins["expired"] == 120
        assert wins["settled"] > 0 < wins["expired"], wins
        ends = connection.execute(
            "SELECT kind, count(*), count(DISTINCT pending_id) FROM kit_move WHERE pending_id IS NOT NULL"
            " GROUP BY kind ORDER BY kind"
        ).fetchall()
        assert ends == [("expire", wins["expired"], wins["expired"]), ("settle", wins["settled"], wins["settled"])]
        assert connection.execute("SELECT count(*) FROM kit_hold").fetchone() == (0,)
        assert faults(own_database.environment) == []


def test_two_settlers_of_one_hold_post_it_once(own_database: OwnDatabase) -> None:
    with psycopg.connect(own_database.url, autocommit=True) as connection:
        world = open_world(connection, goods=1, units=50)
        goods, sold = world["goods"][0], world["sold"][0]
        holds, _ = reserve(connection, [(goods, sold, 1)] * 40)

        def settle_all() -> int:
            with psycopg.connect(own_database.url, autocommit=True) as own:
                return sum(not settle(own, [hold]) for hold in holds)

        assert sum(all_at_once([settle_all] * 4)) == 40
        assert _posted(connection, goods) == (10, 0)


def test_accounts_opened_by_many_at_once_are_opened_once(own_database: OwnDatabase) -> None:
    holders, unit = [uuid4() for _ in range(200)], uuid4()

    def open_and_post() -> None:
        with psycopg.connect(own_database.url, autocommit=True) as own:
            for start in range(0, 200, 20):
                some = holders[start : start + 20]
                with own.transaction():
                    own.execute(
                        "SELECT ledger_open('points', %s::uuid[] || %s::uuid[], array_fill(%s::uuid, ARRAY[21]),"
                        " array_fill('points'::text, ARRAY[21]), array_fill(true, ARRAY[20]) || false)",
                        [some[::-1], [unit], unit],
                    )
                    ids = own.execute(
                        "SELECT array_agg(ledger_account_id('points', h, %s, 'points')) FROM unnest(%s::uuid[]) AS h",
                        [unit, [unit, *some]],
                    ).fetchone()
                    assert ids is not None
                    post(own, [(ids[0][0], account, 1) for account in ids[0][1:]])

    all_at_once([open_and_post] * 6)
    with psycopg.connect(own_database.url, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM kit_account").fetchone() == (201,)
        assert connection.execute("SELECT min(posted), max(posted), count(*) FROM kit_balance").fetchone() == (
            6,
            6,
            200,
        )
    assert faults(own_database.environment) == []


def test_snapshots_taken_while_late_moves_arrive_miss_none_of_them(own_database: OwnDatabase) -> None:
    with psycopg.connect(own_database.url, autocommit=True) as connection:
        world = open_world(connection, goods=3, units=500)
        sold = world["sold"][0]

        def arrive_late() -> None:
            with psycopg.connect(own_database.url, autocommit=True) as own:
                for n in reversed(range(60)):
                    post(own, [(account, sold, 1) for account in world["goods"]], START - timedelta(hours=n))

        def take() -> None:
            with psycopg.connect(own_database.url, autocommit=True) as own:
                for n in range(60):
                    day = (START - timedelta(days=1 + n % 2)).date()
                    with own.transaction():
                        own.execute("SELECT pg_advisory_xact_lock(7234017283807667300)")  # as the taker itself does
                        own.execute("DELETE FROM kit_snapshot WHERE day = %s", [day])
                    own.execute("SELECT * FROM ledger_snapshot(%s, NULL, 100, 1, %s)", [day, START])

        all_at_once([arrive_late, arrive_late, take])
        assert connection.execute("SELECT count(*) > 0 FROM kit_snapshot").fetchone() == (True,)
        assert faults(own_database.environment) == []


def test_a_posting_that_waits_for_units_on_their_way_is_not_refused(own_database: OwnDatabase) -> None:
    with psycopg.connect(own_database.url, autocommit=True) as connection:
        world = open_world(connection, goods=1, units=3)
        goods, sold, opening = world["goods"][0], world["sold"][0], world["opening"][0]
        for act in (lambda own: post(own, [(goods, sold, 5)]), lambda own: reserve(own, [(goods, sold, 5)])):
            with (
                psycopg.connect(own_database.url, autocommit=True) as other,
                psycopg.connect(own_database.url, autocommit=True) as own,
                ThreadPoolExecutor(1) as hand,
            ):
                with other.transaction():
                    post(other, [(opening, goods, 10)])
                    waiting = hand.submit(act, own)
                    _until_somebody_waits(connection)
                waiting.result()
        assert _posted(connection, goods) == (18, 5)


def _until_somebody_waits(connection: psycopg.Connection[Any]) -> None:
    deadline = time.monotonic() + 60
    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while connection.execute(waits).fetchone() == (0,):
        assert time.monotonic() < deadline
        time.sleep(0.005)
