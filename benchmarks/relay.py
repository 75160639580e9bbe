"""Events handed on a second against one INSERT ... SELECT of the same jobs: python -m benchmarks.relay [events].

The limit reads the same events in the same order and writes the same job rows by one statement per batch, moves no
cursor and tells no screen. Rounds alternate, the middle ratio is told. Events of a load, which cause nothing, are
measured beside: that is how fast the relay passes over them.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import psycopg

from prilavok.kit.db.postgres import Cluster

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROUNDS, BATCH = 3, 1_000
_LIMIT = """
    INSERT INTO kit_job (id, queue, verb, facts, key, run_at, tries, made_at)
    SELECT gen_random_uuid(), 'default', 'goods.count', jsonb_build_object('event', id, 'subject', subject), id::text,
           recorded_at, 8, recorded_at
    FROM kit_event ORDER BY xid, id LIMIT %s OFFSET %s
    ON CONFLICT (verb, key) DO NOTHING
"""


def main(events: int) -> None:
    """Run on a server of its own and print events/s and ratios."""
    with tempfile.TemporaryDirectory(prefix="prilavok-benchmark-") as folder:
        Path(folder).chmod(0o755)
        server = Cluster(Path(folder) / "cluster").ensure()
        try:
            os.environ.update(DATABASE_URL=server.url, PRILAVOK_HOME=folder, DJANGO_SETTINGS_MODULE="prilavok.settings")
            import django

            django.setup()
            from prilavok.kit.db.install import bring_up_to_date

            bring_up_to_date()
            with psycopg.connect(server.url, autocommit=True) as raw:
                _compare(raw, events // BATCH)
        finally:
            from django.db import connections

            connections.close_all()
            server.destroy()


def _compare(raw: "psycopg.Connection[Any]", batches: int) -> None:
    ratios, speeds, passed = [], [], []
    for _ in range(ROUNDS):
        highest = _timed(raw, batches, "live", lambda: _limit(raw, batches), jobs=batches * BATCH)
        speed = _timed(raw, batches, "live", _relay, jobs=batches * BATCH)
        passed.append(_timed(raw, batches, "load", _relay, jobs=0))
        speeds.append(speed)
        ratios.append(speed / highest)
    print(f"handed on: {median(speeds):,.0f} events/s, {median(ratios):.2f} of one INSERT ... SELECT per batch")
    print(f"passed over: {median(passed):,.0f} events/s")


def _timed(raw: "psycopg.Connection[Any]", batches: int, origin: str, act: Callable[[], None], *, jobs: int) -> float:
    from prilavok.kit.events.facts import PricePublished
    from prilavok.kit.events.record import NewEvent, record

    raw.execute("TRUNCATE kit_event, kit_job")
    raw.execute("DELETE FROM kit_reader")
    for _ in range(batches):
        one = {"verb": "price.published", "occurred_at": AT, "subject_kind": "price_list", "origin": origin}
        record([NewEvent(**one, subject=uuid4(), facts=PricePublished(versions=1)) for _ in range(BATCH)], AT)
    raw.execute("VACUUM ANALYZE kit_event")
    began = time.perf_counter()
    act()
    seconds = time.perf_counter() - began
    row = raw.execute("SELECT count(*), count(DISTINCT key) FROM kit_job").fetchone()
    assert row == (jobs, jobs), row
    return batches * BATCH / seconds


def _limit(raw: "psycopg.Connection[Any]", batches: int) -> None:
    for batch in range(batches):
        raw.execute(_LIMIT, [BATCH, batch * BATCH])


def _relay() -> None:
    from prilavok.kit.events.relay import Reaction, relay_once

    while relay_once({"price.published": (Reaction("goods.count"),)}, BATCH):
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
