"""What tests of jobs share: a table of effects without any rule, and looks at the queue."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from prilavok.kit import clock
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, Work

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_world() -> None:
    """The clock stands at AT. The tables have no rule that would hide a doubled effect."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE effect (job uuid, verb text)")
        cursor.execute(
            "CREATE TABLE strict (id int PRIMARY KEY, whole int REFERENCES strict DEFERRABLE INITIALLY DEFERRED)"
        )
    clock.set_clock(AT)


def leave_effect(due: Due) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect (job, verb) VALUES (%s, %s)", [due.id, due.verb])


def one(verb: str, function: Callable[[Due], None] = leave_effect, together: int = 20) -> dict[str, Work]:
    return {verb: Work(verb, one=function, together=together)}


def effects() -> Counter[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT job FROM effect")
        return Counter(row[0] for row in cursor.fetchall())


def jobs_left() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kit_job")
        return int(cursor.fetchone()[0])


def column(name: str, id: UUID) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM kit_job WHERE id = %s", [id])
        return cursor.fetchone()[0]


def job_events(verb: str) -> list[tuple[UUID, str, dict[str, Any]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, actor_kind, facts::text FROM kit_event WHERE verb = %s ORDER BY id", [verb])
        return [(row[0], row[1], json.loads(row[2])) for row in cursor.fetchall()]


def queue(verb: str = "goods.count", count: int = 1, **changes: Any) -> tuple[UUID, ...]:
    return queue_jobs([NewJob(verb=verb, **changes) for _ in range(count)], AT)
