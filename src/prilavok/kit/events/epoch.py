"""On which cluster the order stamps of events were given, and how they go on rising after a move to another.

A stamp is the number of the writing transaction. A physical restore (base backup, upgrade in place) carries the
cluster's counter with it, so stamps go on. A dump restored elsewhere does not: the new cluster may count from far
below the stamps it holds, and then old events would never come under the horizon and new ones would lie behind every
cursor. So an epoch has a base that is added to the transaction's number: stamps of the new epoch all lie above
those of the old. No stored row changes. A new epoch must begin before the first event is written on the new cluster:
every door asks for it as it starts.
"""

from dataclasses import dataclass

from django.db import Error, connection, transaction

from prilavok.kit import clock

_ROW = "cluster"  # the line of kit_reader that holds the epoch: its number, its cluster, and in `xid` the base
_TABLES = ("kit_event", "kit_behaviour")


@dataclass(frozen=True, slots=True)
class Epoch:
    """number: from 1. cluster: system identifier and timeline. base: what stamps are above transaction numbers."""

    number: int
    cluster: str
    base: int


def cluster_identity() -> str:
    """The cluster's system identifier and timeline; where they may not be asked, the database's own number."""
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(
                    "SELECT system_identifier || ':' || timeline_id FROM pg_control_system(), pg_control_checkpoint()"
                )
                return str(cursor.fetchone()[0])
        except Error:
            cursor.execute("SELECT 'database:' || oid FROM pg_database WHERE datname = current_database()")
            return str(cursor.fetchone()[0])


def current_epoch() -> Epoch | None:
    """The epoch noted in the database; None before the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch, cluster, xid FROM kit_reader WHERE name = %s", [_ROW])
        row = cursor.fetchone()
    return Epoch(*row) if row else None


def ensure_epoch() -> Epoch:
    """The epoch of this cluster, begun now where it is another cluster, or where it counts below its own stamps.

    Cheap when nothing has changed. Asked by every door as it starts and by the relay whenever it connects.
    """
    known, identity = current_epoch(), cluster_identity()
    if known is not None and known.cluster == identity and _counts_above(known.base):
        return known
    with transaction.atomic(), connection.cursor() as cursor:
        # Writers wait here; those already inside end first, so no stamp of the old epoch can appear afterwards.
        cursor.execute(f"LOCK TABLE {', '.join(_TABLES)} IN ACCESS EXCLUSIVE MODE")
        known = current_epoch()
        if known is not None and known.cluster == identity and _counts_above(known.base):
            return known
        base = known.base if known else 0
        if not _counts_above(base):
            base = _highest_stamp() + 1
            _stamp_from(base)
            _stamp_anew_the_early()
        epoch = Epoch(known.number + 1 if known else 1, identity, base)
        cursor.execute(
            "INSERT INTO kit_reader (name, cluster, epoch, xid, read_at) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (name) DO UPDATE SET cluster = excluded.cluster, epoch = excluded.epoch,"
            " xid = excluded.xid, read_at = excluded.read_at",
            [_ROW, epoch.cluster, epoch.number, epoch.base, clock.now()],
        )
    return epoch


def _counts_above(base: int) -> bool:
    """Whether the next transaction's stamp will be above every stamp given so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        following = int(cursor.fetchone()[0])
    return following + base > _highest_stamp()


def _highest_stamp() -> int:
    parts = [f"(SELECT xid::text::bigint AS xid FROM {table} ORDER BY {table}.xid DESC LIMIT 1)" for table in _TABLES]
    parts.append(f"(SELECT max(xid) FROM kit_reader WHERE name <> '{_ROW}')")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(xid), 0) FROM ({' UNION ALL '.join(parts)}) AS stamps")
        return int(cursor.fetchone()[0])


def _stamp_from(base: int) -> None:
    """Have the database add the base to every stamp it gives from now on."""
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(
                f"ALTER TABLE {table} ALTER COLUMN xid"
                f" SET DEFAULT ((pg_current_xact_id()::text::bigint + {base:d})::text::xid8)"
            )


def _stamp_anew_the_early() -> None:
    """Lift above the base what was written on this cluster before its epoch began.

    Such a row was recorded after any reader last read, and its own writer's number (xmin, which may be that of a
    savepoint, a little higher) fits its stamp; a restored row has the number of the transaction that restored it.
    """
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(
                f"UPDATE {table} SET xid = DEFAULT WHERE xid < pg_snapshot_xmax(pg_current_snapshot())"
                f" AND recorded_at > (SELECT max(read_at) FROM kit_reader WHERE name <> '{_ROW}')"
                " AND (xmin::text::bigint - (xid::text::bigint & 4294967295)) BETWEEN 0 AND 10000"
            )
