"""Putting work into the queue, taking it out again, and looking at what was buried."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from prilavok.kit.db.waking import WORKER, wake
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import JobRequeued
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_ids
from prilavok.kit.jobs.registry import check_verb
from prilavok.kit.words import wordless

_LARGEST_FACTS = 8_000  # bytes
_LONGEST_KEY = 120
QUEUES = ("default", "outside", "chores")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """Work to be done at or after `run_at` (now where left out).

    facts: ids, whole numbers and codes, never words but under seal. key: names the one thing to be done; while a job of
    the same verb and key waits or lies buried, queuing it again changes nothing. queue: one of QUEUES, which every
    worker serves.
    """

    verb: str
    facts: Mapping[str, object] = field(default_factory=dict)
    key: str | None = None
    queue: str = "default"
    run_at: datetime | None = None
    tries: int = 8


@dataclass(frozen=True, slots=True)
class Buried:
    """A job that failed at every try. error: kind and place of the last failure, without its words."""

    id: UUID
    queue: str
    verb: str
    facts: Mapping[str, object]
    attempts: int
    made_at: datetime
    buried_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One queue and verb: how many wait, and since when the eldest that is due."""

    queue: str
    verb: str
    jobs: int
    due_since: datetime | None


# Rows go in by key, so that two writers of the same keys wait for each other in one order. A job that waits already is
# not changed but locked till the caller commits, and one under way is waited for: either way the job that answers this
# call sees what the caller has written.
_QUEUE = """
    INSERT INTO kit_job (id, queue, verb, facts, key, run_at, tries, made_at)
    SELECT id, queue, verb, facts::jsonb, key, run_at, tries, %s::timestamptz
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::int[])
        AS one(id, queue, verb, facts, key, run_at, tries)
    ORDER BY verb, key
    ON CONFLICT (verb, key) DO UPDATE SET key = excluded.key WHERE false
    RETURNING id
"""


def queue_jobs(jobs: Sequence[NewJob], at: datetime) -> tuple[UUID, ...]:
    """Queue jobs in the caller's transaction; the ids of those that were new, in no order.

    Queuing a key that is there already waits while its job is being done, and has it wait for the caller's commit.
    Raises ValueError where a verb, key or facts cannot be kept; then none is queued.
    """
    if not jobs:
        return ()
    first: dict[object, tuple[NewJob, str]] = {}
    for number, one in enumerate(jobs):
        first.setdefault((one.verb, one.key) if one.key else number, (one, _facts_text(one)))
    jobs = [one for one, _text in first.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            _QUEUE,
            [
                at,
                new_ids(len(jobs)),
                [one.queue for one in jobs],
                [one.verb for one in jobs],
                [text for _one, text in first.values()],
                [one.key for one in jobs],
                [one.run_at or at for one in jobs],
                [one.tries for one in jobs],
            ],
        )
        new = tuple(row[0] for row in cursor.fetchall())
    # A job that waited already may have been put off: it is looked at too.
    if any(one.run_at is None or one.run_at <= at for one in jobs):
        wake(WORKER)
    return new


def key_to_queue(verb: str, keys: Sequence[str]) -> str:
    """Which of these keys a job can be queued under without waiting for one under way; the last where none can.

    For writers whose answer somebody waits for. The jobs found are locked till the caller commits.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH there AS (SELECT key FROM kit_job WHERE verb = %s AND key = ANY(%s::text[])), free AS ("
            " SELECT key FROM kit_job WHERE verb = %s AND key = ANY(%s::text[]) ORDER BY key FOR UPDATE SKIP LOCKED)"
            " SELECT key FROM unnest(%s::text[]) WITH ORDINALITY AS asked (key, nth)"
            " WHERE key NOT IN (SELECT key FROM there) OR key IN (SELECT key FROM free)"
            " ORDER BY key IN (SELECT key FROM free) DESC, nth LIMIT 1",
            [verb, list(keys), verb, list(keys), list(keys)],
        )
        row = cursor.fetchone()
    return str(row[0]) if row else keys[-1]


def cancel_jobs(verb: str, keys: Sequence[str]) -> int:
    """Take waiting jobs (timers mostly) out of the queue; how many. One that is being done is waited for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kit_job WHERE id IN (SELECT id FROM kit_job WHERE verb = %s AND key = ANY(%s::text[])"
            " AND buried_at IS NULL ORDER BY id FOR UPDATE)",
            [verb, list(keys)],
        )
        return int(cursor.rowcount)


def buried(limit: int = 100, before: datetime | None = None) -> tuple[Buried, ...]:
    """Buried jobs, latest first. before: show those buried earlier than this."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, queue, verb, facts::text, attempts, made_at, buried_at, coalesce(error, '') FROM kit_job"
            " WHERE buried_at IS NOT NULL AND buried_at < coalesce(%s::timestamptz, 'infinity')"
            " ORDER BY buried_at DESC, id LIMIT %s",
            [before, limit],
        )
        return tuple(
            Buried(id, queue, verb, json.loads(facts), attempts, made_at, buried_at, error)
            for id, queue, verb, facts, attempts, made_at, buried_at, error in cursor.fetchall()
        )


def requeue(ids: Sequence[UUID], *, actor: Actor, at: datetime) -> int:
    """Give buried jobs all their tries again, as someone decided; how many there were. Records job.requeued."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kit_job SET buried_at = NULL, attempts = 0, error = NULL, run_at = %s"
            " WHERE id = ANY(%s::uuid[]) AND buried_at IS NOT NULL RETURNING id, verb",
            [at, list(ids)],
        )
        back = cursor.fetchall()
        record(
            [
                NewEvent(
                    verb="job.requeued",
                    occurred_at=at,
                    subject_kind="job",
                    subject=id,
                    facts=JobRequeued(job=id, verb=verb),
                    actor=actor,
                )
                for id, verb in back
            ],
            at,
        )
    return len(back)


def waiting(at: datetime) -> tuple[Waiting, ...]:
    """What waits in every queue, also of verbs that no worker here knows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue, verb, count(*), min(run_at) FILTER (WHERE run_at <= %s) FROM kit_job"
            " WHERE buried_at IS NULL GROUP BY queue, verb ORDER BY queue, verb",
            [at],
        )
        return tuple(Waiting(*row) for row in cursor.fetchall())


def goes_on(verb: str, beginning: str) -> bool:
    """Whether a job of the verb whose key begins so waits or is being done: long work that is cut into portions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM kit_job WHERE verb = %s AND starts_with(key, %s) AND buried_at IS NULL)",
            [verb, beginning],
        )
        return bool(cursor.fetchone()[0])


def sweep_buried(before: datetime) -> int:
    """Delete jobs buried before this instant; how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kit_job WHERE buried_at < %s", [before])
        return int(cursor.rowcount)


def _facts_text(new: NewJob) -> str:
    check_verb(new.verb)
    if new.key is not None and not 0 < len(new.key) <= _LONGEST_KEY:
        raise ValueError(f"the key of {new.verb} must have 1 to {_LONGEST_KEY} characters")
    if new.queue not in QUEUES or new.tries < 1:
        raise ValueError(f"{new.verb} cannot be queued in {new.queue!r} for {new.tries} tries")
    if new.run_at is not None and new.run_at.tzinfo is None:
        raise ValueError(f"{new.verb} is to run at an instant without a zone")
    text = json.dumps(dict(new.facts), allow_nan=False)
    if len(text) > _LARGEST_FACTS or not _plain(new.facts):
        raise ValueError(f"the facts of {new.verb} are not a few ids, whole numbers and codes")
    return text


def _plain(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(isinstance(name, str) and _plain(part) for name, part in value.items())
    if isinstance(value, list | tuple):
        return all(map(_plain, value))
    return value is None or isinstance(value, str | int)


wordless(
    "kit_job",
    ["facts", "key", "error"],
    "ids and codes, names under seal; an error's text is bounded and names no person",
)
