"""Hands every event on exactly once: reads in the order of stamps, queues the jobs that follow, commits both together.

What is promised. A reader is handed each recorded event once, and the jobs that follow are queued in the transaction
that moves its cursor: a kill at any point repeats nothing and loses nothing. Events come in the order of (stamp, id),
which is the order in which their transactions began to write, not that in which they committed. After a restore the
cursor is as old as the data, so what the backup holds unread is handed on, and what the backup does not hold never
happened; what the lost jobs had already said to the outside cannot be taken back.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from prilavok.kit import clock
from prilavok.kit.columns import Origin
from prilavok.kit.db.connections import advisory
from prilavok.kit.events.epoch import Epoch, current_epoch, ensure_epoch
from prilavok.kit.events.notices import CHANNEL, UNDER_HORIZON, Cursor, Notice, is_told, payloads
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.words import wordless

RELAY = "relay"
#: the key of `Reactions` for what follows whatever happened
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Reaction:
    """A line of `reactions.py`: the job that follows an event.

    Under the verb EVERY it is one job for all the events handed on together, which it reads by itself in their order
    (kit.events.reading); its facts name no event.

    also_for: origins other than live for which it follows too. after: how long it waits (a timer).
    """

    job: str
    also_for: tuple[str, ...] = ()
    queue: str = "default"
    after: timedelta = timedelta()

    def __post_init__(self) -> None:
        if strange := set(self.also_for) - set(Origin.values):
            raise ValueError(f"no such origin: {', '.join(sorted(strange))}")


Reactions = Mapping[str, Sequence[Reaction]]


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a reader is behind: events waiting (counted up to 10,000) and the age of the eldest in seconds."""

    events: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Seen:
    stamp: int
    id: UUID
    verb: str
    origin: str
    subject_kind: str
    subject: UUID
    leaf: UUID | None
    place: UUID | None
    version: int


_READ = f"""
    SELECT xid::text::bigint, id, verb, origin, subject_kind, subject, leaf, place, version FROM kit_event
    WHERE (xid, id) > (%s::text::xid8, %s::uuid) AND {UNDER_HORIZON}
    ORDER BY xid, id LIMIT %s
"""
_OPEN = "INSERT INTO kit_reader (name, cluster, epoch, xid) VALUES (%s, %s, %s, 0) ON CONFLICT (name) DO NOTHING"
_FIND = "SELECT xid, last FROM kit_reader WHERE name = %s FOR UPDATE"
_MOVE = "UPDATE kit_reader SET xid = %s, last = %s, cluster = %s, epoch = %s, read_at = %s WHERE name = %s"
_FIRST = UUID(int=0)


@contextlib.contextmanager
def sole_relay() -> Iterator[bool]:
    """Hold the right to relay against all processes; yields False where another has it."""
    with advisory(RELAY) as ours:
        yield ours


def relay_once(reactions: Reactions, limit: int = 1_000, reader: str = RELAY) -> int:
    """Hand on the next events, at most `limit`, in one transaction; how many there were.

    The reader's row is locked meanwhile, so that even two relays at once would hand on each event once.
    """
    epoch = current_epoch() or ensure_epoch()
    with transaction.atomic():
        seen = _read(reader, epoch, limit)
        if seen:
            now = clock.now()
            queue_jobs([*_following(seen, reactions, now), *_following_all(seen, reactions, now)], at=now)
            _tell_screens(seen)
            with connection.cursor() as cursor:
                cursor.execute(_MOVE, [seen[-1].stamp, seen[-1].id, epoch.cluster, epoch.number, now, reader])
    return len(seen)


def _read(reader: str, epoch: Epoch, limit: int) -> list[_Seen]:
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [reader])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(_OPEN, [reader, epoch.cluster, epoch.number])
            cursor.execute(_FIND, [reader])
            row = cursor.fetchone()
        stamp, last = row
        cursor.execute(_READ, [str(stamp), last or _FIRST, epoch.base, limit])
        return [_Seen(*found) for found in cursor.fetchall()]


def _following(seen: Sequence[_Seen], reactions: Reactions, now: datetime) -> Iterator[NewJob]:
    for one in seen:
        for line in reactions.get(one.verb, ()):
            if one.origin == Origin.LIVE or one.origin in line.also_for:
                facts = {"event": str(one.id), "subject": str(one.subject)}
                yield NewJob(verb=line.job, key=str(one.id), facts=facts, queue=line.queue, run_at=now + line.after)


def _following_all(seen: Sequence[_Seen], reactions: Reactions, now: datetime) -> Iterator[NewJob]:
    """One job for the whole turn. Its key is the turn's own, so that the relay never waits for one under way."""
    origins = {one.origin for one in seen}
    for line in reactions.get(EVERY, ()):
        if origins & {Origin.LIVE.value, *line.also_for}:
            key = str(Cursor(seen[-1].stamp, seen[-1].id))
            yield NewJob(verb=line.job, key=key, queue=line.queue, run_at=now + line.after)


def _tell_screens(seen: Sequence[_Seen]) -> None:
    """Notify the web processes, in the order of the events, of what open screens may want to look at again."""
    told = (
        Notice(Cursor(one.stamp, one.id), one.verb, one.subject_kind, one.subject, one.leaf, one.place, one.version)
        for one in seen
        if is_told(one.origin, one.subject_kind)
    )
    with connection.cursor() as cursor:
        for payload in payloads(told):
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def relay_lag(reader: str = RELAY) -> Lag:
    """How far the reader is behind everything committed, what waits above the horizon included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), min(recorded_at) FROM (SELECT recorded_at FROM kit_event"
            " WHERE (xid, id) > (coalesce((SELECT xid FROM kit_reader WHERE name = %s), 0)::text::xid8,"
            " coalesce((SELECT last FROM kit_reader WHERE name = %s), %s::uuid))"
            " ORDER BY xid, id LIMIT 10000) AS waiting",
            [reader, reader, _FIRST],
        )
        events, eldest = cursor.fetchone()
    return Lag(events, max((clock.now() - eldest).total_seconds(), 0.0) if eldest else 0.0)


def horizon_age() -> float:
    """Seconds since the eldest writing transaction of the cluster began: nothing newer is handed on before it ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(began)), 0)::float8 FROM ("
            " SELECT xact_start AS began FROM pg_stat_activity"
            "  WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
            " UNION ALL SELECT prepared FROM pg_prepared_xacts) AS writers"
        )
        return float(cursor.fetchone()[0])


wordless("kit_reader", ["cluster"], "the identity of a database server")
