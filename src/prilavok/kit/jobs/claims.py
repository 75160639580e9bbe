"""All SQL of the runner: claiming due jobs, taking them in hand, and ending them one way or another."""

import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from prilavok.kit.events.facts import JobBuried
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.jobs.backoff import failure_text, wait_after
from prilavok.kit.jobs.registry import Due

UNANSWERED = "unanswered"  # in `error`: a call outside was begun and nothing is known of it
_GRACE = timedelta(seconds=10)  # a claimed job whose worker died is due again after this

_CLAIM = """
    WITH due AS (
        SELECT id, run_at FROM kit_job
        WHERE queue = %s AND buried_at IS NULL AND run_at <= %s AND verb = ANY(%s::text[])
        ORDER BY run_at, id LIMIT %s FOR UPDATE SKIP LOCKED
    )
    UPDATE kit_job SET attempts = kit_job.attempts + 1, run_at = %s::timestamptz
    FROM due WHERE kit_job.id = due.id
    RETURNING kit_job.id, verb, facts::text, key, due.run_at, attempts, tries, coalesce(error, '')
"""


def claim(
    queue: str, verbs: Sequence[str], at: datetime, limit: int, *, grace: timedelta = _GRACE
) -> list[tuple[Due, str]]:
    """Count an attempt on due jobs and commit it, so that a job that kills its worker does not do so for ever.

    Returns the jobs with the error of their attempt before ("" where there is none), in the order of their hour.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # Should the machine lose this count, the attempt is merely not counted: no need to wait for the disk.
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(_CLAIM, [queue, at, list(verbs), limit, at + grace])
        rows = cursor.fetchall()
    pairs = [
        (Due(id, queue, verb, json.loads(facts), key, run_at, attempt, tries), error)
        for id, verb, facts, key, run_at, attempt, tries, error in rows
    ]
    return sorted(pairs, key=lambda pair: (pair[0].run_at, pair[0].id))


def take(dues: Sequence[Due], *, patient: bool = False) -> list[Due]:
    """Lock those that are still ours: not ended and not claimed by another since. Held until the transaction ends.

    patient: wait for one that is locked (by somebody who queues the same key) and do not leave it for later.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM kit_job JOIN unnest(%s::uuid[], %s::int[]) AS ours(id, attempts) USING (id, attempts)"
            f" WHERE buried_at IS NULL ORDER BY id FOR UPDATE OF kit_job{'' if patient else ' SKIP LOCKED'}",
            [[due.id for due in dues], [due.attempt for due in dues]],
        )
        ours = {row[0] for row in cursor.fetchall()}
    return [due for due in dues if due.id in ours]


def end(dues: Sequence[Due]) -> None:
    """Delete jobs that are done, in the transaction of their effects."""
    if dues:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM kit_job WHERE id = ANY(%s::uuid[])", [[due.id for due in dues]])


def note(due: Due, error: str) -> None:
    """Write down how the present attempt stands."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kit_job SET error = %s WHERE id = %s", [error, due.id])


def give_back(dues: Sequence[Due]) -> None:
    """Undo the claim of jobs that were not begun."""
    if dues:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE kit_job SET attempts = kit_job.attempts - 1, run_at = ours.run_at"
                " FROM unnest(%s::uuid[], %s::int[], %s::timestamptz[]) AS ours(id, attempts, run_at)"
                " WHERE kit_job.id = ours.id AND kit_job.attempts = ours.attempts AND buried_at IS NULL",
                [[due.id for due in dues], [due.attempt for due in dues], [due.run_at for due in dues]],
            )


def put_off(due: Due, failure: BaseException, at: datetime, *, seconds: int = 0) -> None:
    """Have a failed job tried again later, at the earliest after so many seconds."""
    later = max(wait_after(due.attempt, random.randrange(1000)), timedelta(seconds=seconds))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kit_job SET run_at = %s, error = %s WHERE id = %s", [at + later, failure_text(failure), due.id]
        )


def bury(due: Due, error: str, at: datetime) -> None:
    """Set a job aside for a person to look at. Records job.buried."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kit_job SET buried_at = %s, error = %s WHERE id = %s", [at, error, due.id])
    record([_burial(due.id, due.verb, due.attempt, at)], at)


def bury_worn_out(queue: str, verbs: Sequence[str], at: datetime) -> int:
    """Bury jobs that are due although their last try was begun: each time their worker died. How many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kit_job SET buried_at = %s, error = coalesce(error || ', then ', '') || 'its worker died'"
            " WHERE id IN (SELECT id FROM kit_job WHERE queue = %s AND buried_at IS NULL AND run_at <= %s"
            " AND attempts >= tries AND verb = ANY(%s::text[]) FOR UPDATE SKIP LOCKED) RETURNING id, verb, attempts",
            [at, queue, at, list(verbs)],
        )
        gone: list[tuple[UUID, str, int]] = cursor.fetchall()
        record([_burial(*row, at) for row in gone], at)
    return len(gone)


def _burial(id: UUID, verb: str, attempts: int, at: datetime) -> NewEvent:
    facts = JobBuried(job=id, verb=verb, attempts=attempts)
    return NewEvent(verb="job.buried", occurred_at=at, subject_kind="job", subject=id, facts=facts)


def connection_lost() -> bool:
    """Whether the server is gone: then nothing more can be said on this connection."""
    raw: Any = connection.connection
    return raw is None or bool(raw.closed)
