"""After a restore or a move every event is still handed on once, also where the new cluster counts from far below."""

import os
import shutil
import subprocess
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql
from tests.kit.relay_world import (
    AT,
    NEITHER,
    REACTIONS,
    drain,
    effects,
    lost_and_doubled,
    make_effects,
    record_events,
)

from prilavok.kit import clock
from prilavok.kit.db.connections import django_database
from prilavok.kit.db.postgres import Cluster
from prilavok.kit.events import epoch as epochs
from prilavok.kit.events.check import check_relay
from prilavok.kit.events.epoch import cluster_identity, current_epoch, ensure_epoch
from prilavok.kit.events.relay import relay_lag, relay_once
from prilavok.kit.settings import where

pytestmark = pytest.mark.quiet


def move_to(url: str) -> None:
    """Let this process's next connections go to another database."""
    connections.close_all()
    os.environ["DATABASE_URL"] = url
    where.cache_clear()
    connections.settings["default"].update(django_database(url))


def spend_numbers(url: str, count: int) -> None:
    """Let a cluster's count of writing transactions run ahead."""
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SET synchronous_commit = off")
        other.execute(f"DO $$ BEGIN FOR i IN 1..{count} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$")


def dump_and_restore(cluster: Cluster, old: str, new: str, folder: Path) -> None:
    programs = cluster.programs.folder
    file = folder / f"{uuid.uuid4().hex}.dump"
    subprocess.run([programs / "pg_dump", "-Fc", "-f", file, old], check=True)
    subprocess.run([programs / "pg_restore", "--no-owner", "-d", new, file], check=True)


@pytest.fixture
def world(own_database: Any) -> str:
    make_effects()
    clock.set_clock(AT, running=True)
    ensure_epoch()
    return str(own_database.url)


@pytest.fixture(scope="module")
def young() -> Iterator[Cluster]:
    """A second server, whose count of transactions lies below that of the first."""
    server = Cluster(Path(os.environ["PRILAVOK_TESTS"]) / f"young-cluster-{uuid.uuid4().hex[:8]}", durable=False)
    yield server.ensure()
    server.destroy()


def empty_database(cluster: Cluster, template: str = "template1") -> str:
    name = f"restored_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(cluster.url_of("postgres"), autocommit=True) as server:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(make.format(sql.Identifier(name), sql.Identifier(template)))
    return cluster.url_of(name)


@pytest.fixture
def new_database(young: Cluster, own_database: Any) -> str:
    url = empty_database(young)
    ahead = next_number_of(url) + 2_000 - next_number_of(own_database.url)
    spend_numbers(own_database.url, max(ahead, 0))
    return url


def next_number_of(url: str) -> int:
    with psycopg.connect(url) as other:
        row = other.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchone()
        assert row is not None
        return int(row[0])


def next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def live_before(url: str) -> tuple[list[Any], list[Any]]:
    """A life in the old cluster: events handed on, and events that still waited when it was dumped."""
    spend_numbers(url, 200)
    handed = record_events(5)
    drain()
    spend_numbers(url, 100)
    waited = record_events(2) + record_events(3)
    relay_once(REACTIONS, limit=1)
    return handed, waited


def test_a_dump_goes_on_in_a_cluster_that_counts_from_below(
    world: str, quiet_cluster: Cluster, new_database: str, reachable_folder: Path
) -> None:
    handed, waited = live_before(world)
    old = next_number()
    dump_and_restore(quiet_cluster, world, new_database, reachable_folder)
    move_to(new_database)
    assert next_number() < old - 500, "the new cluster must count from below for this to prove anything"
    assert any("another cluster" in sentence for sentence in check_relay())

    before = current_epoch()
    after = ensure_epoch()
    assert before is not None and before.number == 1 and after.number == 2
    assert after.cluster == cluster_identity() != before.cluster
    assert after.base >= old - 100 and before.base == 0
    assert ensure_epoch() == after
    assert check_relay() == []

    fresh = record_events(4)
    assert relay_lag().events == len(waited) - 1 + len(fresh)
    drain()
    assert lost_and_doubled([*handed, *waited, *fresh], effects()) == NEITHER
    spend_numbers(new_database, int(old))  # past every number of the old cluster: nothing read comes up again
    later = record_events(1)
    drain()
    assert lost_and_doubled([*handed, *waited, *fresh, *later], effects()) == NEITHER


def test_without_a_new_epoch_the_same_move_would_lose_events(
    world: str, quiet_cluster: Cluster, new_database: str, reachable_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed, waited = live_before(world)
    dump_and_restore(quiet_cluster, world, new_database, reachable_folder)
    move_to(new_database)
    monkeypatch.setattr(epochs, "_counts_above", lambda base: True)
    ensure_epoch()
    fresh = record_events(4)
    drain()
    lost, _doubled, _strange = lost_and_doubled([*handed, *waited, *fresh], effects())
    assert set(fresh) <= lost


def test_what_was_written_before_the_epoch_began_is_handed_on_too(
    world: str, quiet_cluster: Cluster, new_database: str, reachable_folder: Path
) -> None:
    from django.db import transaction

    handed, waited = live_before(world)
    dump_and_restore(quiet_cluster, world, new_database, reachable_folder)
    move_to(new_database)
    clock.move_clock(timedelta(minutes=10))
    early = record_events(2)
    with transaction.atomic(), transaction.atomic(), transaction.atomic():
        early += record_events(1)
    ensure_epoch()
    fresh = record_events(2)
    drain()
    assert lost_and_doubled([*handed, *waited, *early, *fresh], effects()) == NEITHER


def test_a_second_move_stacks_on_the_first(
    world: str, quiet_cluster: Cluster, new_database: str, reachable_folder: Path
) -> None:
    handed, waited = live_before(world)
    dump_and_restore(quiet_cluster, world, new_database, reachable_folder)
    move_to(new_database)
    ensure_epoch()
    fresh = record_events(2)
    relay_once(REACTIONS, limit=3)
    back = empty_database(quiet_cluster)
    dump_and_restore(quiet_cluster, new_database, back, reachable_folder)
    move_to(back)
    assert ensure_epoch().number == 3
    latest = record_events(2)
    drain()
    assert lost_and_doubled([*handed, *waited, *fresh, *latest], effects()) == NEITHER


def test_an_older_state_of_the_same_cluster_goes_on_where_it_stood(
    world: str, quiet_cluster: Cluster, own_database: Any
) -> None:
    handed, waited = live_before(world)
    connections.close_all()
    older = empty_database(quiet_cluster, own_database.name)
    record_events(3)
    drain()
    move_to(older)
    assert effects() == Counter(dict.fromkeys(handed, 1))
    assert ensure_epoch().number == 1, "the same cluster counts on: no new epoch"
    fresh = record_events(2)
    drain()
    assert lost_and_doubled([*handed, *waited, *fresh], effects()) == NEITHER


def test_a_physical_restore_of_the_cluster_goes_on(
    world: str, quiet_cluster: Cluster, young: Cluster, reachable_folder: Path
) -> None:
    """The folder of a stopped server put back later: what came since is gone, what it held is handed on once."""
    url = empty_database(young)
    dump_and_restore(quiet_cluster, world, url, reachable_folder)
    move_to(url)
    ensure_epoch()
    handed, waited = live_before(url)
    connections.close_all()
    young.stop()
    kept = young.data.with_name("kept")
    shutil.copytree(young.data, kept, symlinks=True)
    young.start()
    gone = record_events(3)
    drain()
    connections.close_all()
    young.stop()
    owner = young.data.stat()
    shutil.rmtree(young.data)
    kept.rename(young.data)
    for path in (young.data, *young.data.rglob("*")):
        os.lchown(path, owner.st_uid, owner.st_gid)
    young.start()
    ensure_epoch()
    fresh = record_events(2)
    drain()
    assert lost_and_doubled([*handed, *waited, *fresh], effects()) == NEITHER
    assert not set(gone) & set(effects())
