"""The relay hands every committed event on once: under racing writers, at every kill, by two relays at once."""

import json
import random
import re
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from tests.kit.kills import dies_at
from tests.kit.relay_world import (
    AT,
    NEITHER,
    REACTIONS,
    an_event,
    drain,
    effects,
    lost_and_doubled,
    make_effects,
    record_events,
)
from tests.racing import all_at_once

from prilavok.kit import clock
from prilavok.kit.events import relay
from prilavok.kit.events.check import check_relay
from prilavok.kit.events.notices import CHANNEL, Cursor, notices_after, read_payload
from prilavok.kit.events.record import record
from prilavok.kit.events.relay import EVERY, Reaction, horizon_age, relay_lag, relay_once, sole_relay
from prilavok.kit.jobs.queue import NewJob, queue_jobs, waiting

pytestmark = pytest.mark.quiet


@pytest.fixture
def world(own_database: Any) -> str:
    make_effects()
    clock.set_clock(AT, running=True)
    return str(own_database.url)


def jobs() -> list[tuple[str, str, dict[str, Any], Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb, key, facts::text, run_at FROM kit_job ORDER BY verb, key")
        return [(row[0], row[1], json.loads(row[2]), row[3]) for row in cursor.fetchall()]


def test_each_line_of_the_table_becomes_a_job_of_live_events_only(world: str) -> None:
    clock.set_clock(AT)
    table = {
        "price.published": (
            Reaction("tags.print"),
            Reaction("feeds.send", also_for=("import",), after=timedelta(hours=1)),
        )
    }
    events = {origin: record([an_event(origin)], AT)[0] for origin in ("live", "load", "import", "trial")}
    while relay_once(table):
        pass
    mine = {str(id): origin for origin, id in events.items()}
    assert sorted((verb, mine[key], run_at) for verb, key, _facts, run_at in jobs() if key in mine) == [
        ("feeds.send", "import", AT + timedelta(hours=1)),
        ("feeds.send", "live", AT + timedelta(hours=1)),
        ("tags.print", "live", AT),
    ]
    assert all(set(facts) == {"event", "subject"} for _verb, _key, facts, _run_at in jobs())


def test_a_line_names_origins_that_exist() -> None:
    with pytest.raises(ValueError):
        Reaction("tags.print", also_for=("lode",))


def writer(url: str, seed: int, committed: list[UUID], until: float) -> None:
    """Transactions of all lengths that overlap: some roll back, some hold their number long before they write."""
    dice = random.Random(seed)
    while time.monotonic() < until:
        with transaction.atomic():
            if dice.random() < 0.5:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_current_xact_id()")
                time.sleep(dice.choice([0, 0.002, 0.03]))
            ids = record_events(dice.randint(1, 4))
            time.sleep(dice.choice([0, 0, 0.002, 0.05]))
            gone = dice.random() < 0.2
            transaction.set_rollback(gone)
        if not gone:
            committed.extend(ids)
        if dice.random() < 0.02:
            time.sleep(0.1)


def race(url: str, relays: int = 1, seconds: float = 2.0) -> list[UUID]:
    committed: list[UUID] = []
    until = time.monotonic() + seconds

    def relaying() -> None:
        while time.monotonic() < until:
            relay_once(REACTIONS, limit=7)

    def long_writer() -> None:
        with transaction.atomic():
            ids = record_events(1)
            time.sleep(seconds * 0.6)
            ids += record_events(1)
        committed.extend(ids)

    writers = [lambda seed=seed: writer(url, seed, committed, until) for seed in range(5)]
    all_at_once([*writers, long_writer, *[relaying] * relays])
    return committed


@pytest.mark.parametrize("relays", [1, 3])
def test_no_event_is_lost_or_doubled_among_racing_writers(world: str, relays: int) -> None:
    committed = race(world, relays)
    drain()
    assert len(committed) > 30
    assert lost_and_doubled(committed, effects()) == NEITHER
    assert relay_lag().events == 0


def test_the_same_race_catches_a_cursor_without_horizon(world: str, monkeypatch: pytest.MonkeyPatch) -> None:
    careless = relay._READ.replace("pg_snapshot_xmin", "pg_snapshot_xmax")
    assert careless != relay._READ
    monkeypatch.setattr(relay, "_READ", careless)
    committed = race(world)
    drain()
    lost, _doubled, _strange = lost_and_doubled(committed, effects())
    assert lost


def after_every_kill(act: Any) -> list[tuple[set[UUID], set[UUID], set[UUID]]]:
    rounds = []
    for point in range(200):
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE effect, kit_job")
        ids = record_events(3) + record_events(2)
        killed = dies_at(act, point)
        drain()
        rounds.append(lost_and_doubled(ids, effects()))
        if not killed:
            return rounds
    raise AssertionError("it never came to its end")


def test_no_event_is_lost_or_doubled_whenever_the_relay_is_killed(world: str) -> None:
    rounds = after_every_kill(lambda: [relay_once(REACTIONS, limit=2) for _ in range(3)])
    assert len(rounds) > 12
    for point, found in enumerate(rounds):
        assert found == NEITHER, f"killed at point {point}"


@pytest.mark.parametrize("cursor_first", [True, False])
def test_the_same_kills_catch_a_cursor_that_does_not_commit_with_its_jobs(world: str, cursor_first: bool) -> None:
    def apart() -> None:
        """The planted bug; jobs without a key, as the key would hide a second handing on while the first waits."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO kit_reader (name, cluster, epoch, xid) VALUES ('relay', '', 1, 0) ON CONFLICT DO NOTHING"
            )
            cursor.execute("SELECT xid, last FROM kit_reader WHERE name = 'relay'")
            stamp, last = cursor.fetchone()
            cursor.execute(relay._READ, [str(stamp), last or UUID(int=0), 0, 100])
            rows = cursor.fetchall()
            new = [NewJob(verb="test.react", facts={"event": str(row[1])}) for row in rows]
            if not cursor_first:
                queue_jobs(new, clock.now())
            if rows:
                cursor.execute("UPDATE kit_reader SET xid = %s, last = %s WHERE name = 'relay'", rows[-1][:2])
            if cursor_first:
                queue_jobs(new, clock.now())

    rounds = after_every_kill(apart)
    assert any(found[0 if cursor_first else 1] for found in rounds)


def test_events_wait_for_an_older_writer_and_the_wait_is_measured(world: str) -> None:
    with psycopg.connect(world) as other:
        other.execute("SELECT pg_current_xact_id()")
        ids = record_events(2)
        time.sleep(0.2)
        assert relay_once(REACTIONS) == 0
        assert relay_lag().events == 2
        assert 0.2 <= relay_lag().seconds < 60
        assert 0.2 <= horizon_age() < 60
        clock.move_clock(timedelta(minutes=5))
        (sentence,) = check_relay()
        waited = re.match(r"2 events wait to be handed on, the eldest for (\d+) s", sentence)
        assert waited and 300 <= int(waited[1]) < 360
        other.rollback()
    assert drain() == 2
    assert lost_and_doubled(ids, effects()) == NEITHER
    assert relay_lag().events == 0 and relay_lag().seconds == 0
    assert check_relay() == []


def test_only_one_relay_at_a_time(world: str) -> None:
    with sole_relay() as first, sole_relay() as second:
        assert (first, second) == (True, False)
    with sole_relay() as again:
        assert again


def test_screens_are_told_what_each_event_is_about_in_order_and_only_by_the_relay(world: str) -> None:
    with psycopg.connect(world, autocommit=True) as screen:
        screen.execute(f"LISTEN {CHANNEL}")
        same = an_event()
        events = [same, an_event(subject=same.subject), an_event("load"), *[an_event() for _ in range(300)]]
        ids = record(events, AT)
        assert list(screen.notifies(timeout=0.1)) == []
        while relay_once(REACTIONS):
            pass
        heard = [notice.payload for notice in screen.notifies(timeout=0.3)]
    assert len(heard) > 1 and all(len(payload.encode()) < 8000 for payload in heard)
    told = [notice for payload in heard for notice in read_payload(payload)]
    expected = {id: event for id, event in zip(ids, events, strict=True) if event.origin == "live"}
    assert [one.cursor.id for one in told] == sorted(expected)
    assert [one.cursor for one in told] == sorted(one.cursor for one in told)
    for one in told:
        event = expected[one.cursor.id]
        assert (one.verb, one.kind, one.subject) == (event.verb, event.subject_kind, event.subject)
        assert (one.leaf, one.place, one.version) == (event.leaf, event.place, 1)


def test_what_a_screen_missed_is_read_after_its_last_cursor(world: str) -> None:
    record([an_event() for _ in range(5)], AT)
    beginning = Cursor(0, UUID(int=0))
    whole = notices_after(beginning, 10)
    assert len(whole) == 5 and [one.cursor for one in whole] == sorted(one.cursor for one in whole)
    assert notices_after(whole[2].cursor, 10) == whole[3:]
    assert notices_after(beginning, 2) == whole[:2]
    assert Cursor.read(str(whole[0].cursor)) == whole[0].cursor
    for text in ("", "1", "1:", "x:" + "0" * 32, "1:" + "g" * 32, "٣:" + "0" * 32, "9" * 19 + ":" + "0" * 32):
        assert Cursor.read(text) is None
    with psycopg.connect(world) as other:
        other.execute("SELECT pg_current_xact_id()")
        record([an_event()], AT)
        assert notices_after(whole[-1].cursor, 10) == []  # above the horizon: the relay will tell it in its turn
    assert len(notices_after(whole[-1].cursor, 10)) == 1


def test_one_job_follows_every_turn_whatever_happened_in_it(world: str) -> None:
    def queued() -> int:
        return sum(one.jobs for one in waiting(AT + timedelta(days=400)) if one.verb == "hooks.plan")

    every = {EVERY: (Reaction("hooks.plan"),)}
    record([an_event(), an_event(), an_event("load")], AT)
    assert (relay_once(every), queued()) == (3, 1)
    record([an_event("load")], AT)
    assert (relay_once(every), queued()) == (1, 1)
    record([an_event()], AT)
    assert (relay_once(every), relay_once(every), queued()) == (1, 0, 2)
