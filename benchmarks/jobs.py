"""Jobs done a second against the database's own speed, in one run on one server: python -m benchmarks.jobs [jobs].

Every job leaves one row. The limit is plain SQL on one connection with the same effects and commits of the same size:
for functions that take one job, an INSERT of one row per job; for set-based ones, one DELETE and one INSERT a batch.
Rounds alternate, the middle ratio is told.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from prilavok.kit.db.postgres import Cluster

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROUNDS, BATCH, TOGETHER = 3, 100, 20
_FIRST = "SELECT id FROM kit_job WHERE run_at <= %s ORDER BY run_at, id LIMIT %s FOR UPDATE SKIP LOCKED"


def main(jobs: int) -> None:
    """Run on a server of its own and print jobs/s and ratios."""
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
                raw.execute("CREATE TABLE effect (job uuid)")
                _compare(raw, jobs)
        finally:
            from django.db import connections

            connections.close_all()
            server.destroy()


def _compare(raw: "psycopg.Connection[Any]", jobs: int) -> None:
    for name, limit, ours in (
        ("one job at a time", lambda: _limit_single(raw), lambda: _work(together=TOGETHER)),
        ("a list of jobs", lambda: _limit_list(raw), lambda: _work_lists()),
    ):
        ratios, speeds = [], []
        for _ in range(ROUNDS):
            highest = _timed(raw, jobs, limit)
            speed = _timed(raw, jobs, ours)
            speeds.append(speed)
            ratios.append(speed / highest)
        print(f"{name}: {median(speeds):,.0f} jobs/s, {median(ratios):.2f} of plain SQL")


def _timed(raw: "psycopg.Connection[Any]", jobs: int, act: Callable[[], None]) -> float:
    """Fill the queue, do all of it, and make sure that each job left its row."""
    from prilavok.kit.jobs.queue import NewJob, queue_jobs

    raw.execute("TRUNCATE kit_job, effect")
    for _ in range(jobs // 1000):
        queue_jobs([NewJob(verb="goods.count") for _ in range(1000)], AT)
    raw.execute("VACUUM ANALYZE kit_job")
    began = time.perf_counter()
    act()
    seconds = time.perf_counter() - began
    row = raw.execute("SELECT count(*), count(DISTINCT job), (SELECT count(*) FROM kit_job) FROM effect").fetchone()
    assert row == (jobs // 1000 * 1000, jobs // 1000 * 1000, 0), row
    return jobs / seconds


def _limit_single(raw: "psycopg.Connection[Any]") -> None:
    while True:
        with raw.transaction():
            ids = [row[0] for row in raw.execute(_FIRST, [AT, TOGETHER])]
            for id in ids:
                raw.execute("INSERT INTO effect VALUES (%s)", [id])
            raw.execute("DELETE FROM kit_job WHERE id = ANY(%s)", [ids])
        if not ids:
            return


def _limit_list(raw: "psycopg.Connection[Any]") -> None:
    while True:
        with raw.transaction():
            ids = [
                row[0] for row in raw.execute(f"DELETE FROM kit_job WHERE id IN ({_FIRST}) RETURNING id", [AT, BATCH])
            ]
            raw.execute("INSERT INTO effect SELECT unnest(%s::uuid[])", [ids])
        if not ids:
            return


def _work(together: int) -> None:
    from django.db import connection

    from prilavok.kit.jobs.registry import Due, Work
    from prilavok.kit.jobs.runner import run_due

    def leave(due: Due) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO effect VALUES (%s)", [due.id])

    works = {"goods.count": Work("goods.count", one=leave, together=together)}
    while run_due(limit=BATCH, known=works):
        pass


def _work_lists() -> None:
    from django.db import connection

    from prilavok.kit.jobs.registry import Due, Work
    from prilavok.kit.jobs.runner import run_due

    def leave(dues: Sequence[Due]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO effect SELECT unnest(%s::uuid[])", [[due.id for due in dues]])

    works = {"goods.count": Work("goods.count", many=leave, together=BATCH)}
    while run_due(limit=BATCH, known=works):
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000)
