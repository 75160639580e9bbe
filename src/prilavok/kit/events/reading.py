"""Readers beside the relay: each goes through the events by itself, in the relay's order, each event once."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from prilavok.kit.events.epoch import current_epoch, ensure_epoch
from prilavok.kit.events.notices import UNDER_HORIZON
from prilavok.kit.events.timeline import RECORDED_COLUMNS, Recorded, recorded_of

_SKIP = """
    INSERT INTO kit_reader (name, cluster, epoch, xid, last, read_at)
    SELECT %s, coalesce(cluster, ''), coalesce(epoch, 1), coalesce(xid, 0), last, %s
    FROM (SELECT) AS always LEFT JOIN kit_reader ON name = %s
    ON CONFLICT (name) DO UPDATE SET xid = excluded.xid, last = excluded.last, cluster = excluded.cluster,
        epoch = excluded.epoch, read_at = excluded.read_at
    WHERE (kit_reader.xid, coalesce(kit_reader.last, %s)) < (excluded.xid, coalesce(excluded.last, %s))
"""
_BEGIN = """
    INSERT INTO kit_reader (name, cluster, epoch, xid, last, read_at)
    SELECT %s, coalesce(cluster, ''), coalesce(epoch, 1), coalesce(xid, 0), last, %s
    FROM (SELECT) AS always LEFT JOIN kit_reader ON name = %s
    ON CONFLICT (name) DO NOTHING
"""
_NEXT = f"""
    SELECT xid::text::bigint, {RECORDED_COLUMNS} FROM kit_event
    WHERE (xid, id) > (%s::text::xid8, %s::uuid) AND {UNDER_HORIZON}
    ORDER BY xid, id LIMIT %s
"""
_FIRST = UUID(int=0)


def skip_to(reader: str, other: str, at: datetime) -> None:
    """Begin where the other reader is now (at the very beginning where it has not begun), or go on to it where this
    one is behind: what lies between is not read."""
    with connection.cursor() as cursor:
        cursor.execute(_SKIP, [reader, at, other, _FIRST, _FIRST])


def begin_at(reader: str, other: str, at: datetime) -> None:
    """Begin where the other reader is now; one that has begun stays where it is."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [reader, at, other])


def read_on(reader: str, limit: int, at: datetime) -> tuple[Recorded, ...]:
    """The next events of this reader, at most `limit`; its place moves in the caller's transaction.

    Two callers at once wait for each other. None for a reader that has not begun: see skip_to.
    """
    epoch = current_epoch() or ensure_epoch()
    with connection.cursor() as cursor:
        cursor.execute("SELECT xid, last FROM kit_reader WHERE name = %s FOR UPDATE", [reader])
        row = cursor.fetchone()
        if row is None:
            return ()
        cursor.execute(_NEXT, [str(row[0]), row[1] or _FIRST, epoch.base, limit])
        found = cursor.fetchall()
        if found:
            cursor.execute(
                "UPDATE kit_reader SET xid = %s, last = %s, cluster = %s, epoch = %s, read_at = %s WHERE name = %s",
                [found[-1][0], found[-1][1], epoch.cluster, epoch.number, at, reader],
            )
    return tuple(recorded_of(line[1:]) for line in found)


def recorded_since(since: datetime, limit: int) -> tuple[Recorded, ...]:
    """Live events recorded since an instant, in the relay's order, at most `limit`; reads the whole table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {RECORDED_COLUMNS} FROM kit_event WHERE recorded_at >= %s AND origin = 'live'"
            " ORDER BY xid, id LIMIT %s",
            [since, limit],
        )
        return tuple(recorded_of(row) for row in cursor.fetchall())
