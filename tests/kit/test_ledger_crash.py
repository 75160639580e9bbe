"""Kills: whatever dies in the middle, what was acknowledged is there, and the ledger adds up."""

from uuid import uuid4

import psycopg
from tests.conftest import OwnDatabase
from tests.kit.kills import kill_database
from tests.kit.ledger_world import faults, lost, open_world, post, writers

from prilavok.kit.db.postgres import Cluster


def test_killed_writers_leave_whole_operations_only(own_database: OwnDatabase) -> None:
    with psycopg.connect(own_database.url, autocommit=True) as connection:
        world = open_world(connection, goods=6, units=1000)
        with writers(own_database.url, world, 3, rounds=100_000) as running:
            running.until(100)
            running.kill()
        assert lost(connection, running.moves()) == []
        assert faults(own_database.environment) == []
        post(connection, [(world["opening"][0], world["goods"][0], 1)])  # no lock was left behind


def test_a_killed_database_keeps_what_it_acknowledged_and_the_same_look_catches_one_that_does_not(
    own_cluster: Cluster,
    durable: OwnDatabase,
) -> None:
    missing: dict[str, list[str]] = {}
    # A kill may fall where the faulty writer had told nothing yet: it is given a few more until it is seen.
    for fault in ("", *["acknowledge before commit"] * 6):
        if missing.get(fault):
            break
        with psycopg.connect(own_cluster.url, autocommit=True) as connection:
            world = open_world(connection, goods=6, units=1000)
        with writers(own_cluster.url, world, 2, rounds=100_000, fault=fault) as running:
            running.until(60)
            kill_database(own_cluster)
        own_cluster.start()
        with psycopg.connect(own_cluster.url, autocommit=True) as connection:
            missing[fault] = lost(connection, running.moves())
            assert connection.execute("SELECT count(*) > 50 FROM kit_move").fetchone() == (True,)
            assert lost(connection, [[str(uuid4())]]) != []
        assert faults(durable.environment) == []
    assert missing[""] == []
    assert missing["acknowledge before commit"] != []  # the planted fault is seen
