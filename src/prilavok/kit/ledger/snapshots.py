"""Balances of the past: daily snapshots, and the moves since."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection

from prilavok.kit.db.sql import call

# An account with fewer moves since its last snapshot gets none: reading so many moves costs less than a row a day.
MOVES_PER_SNAPSHOT = 32

_BALANCE_AT = """
    WITH past AS (
        SELECT s.posted, (s.day + 1)::timestamp AT TIME ZONE 'UTC' AS ended FROM kit_snapshot s
        WHERE s.account_id = %(account)s AND (s.day + 1)::timestamp AT TIME ZONE 'UTC' <= %(at)s
          AND s.day <= (%(at)s AT TIME ZONE 'UTC')::date
        ORDER BY s.day DESC LIMIT 1
    ), since AS (SELECT coalesce((SELECT ended FROM past), '-infinity') AS ended)
    SELECT coalesce((SELECT posted FROM past), 0)
         + coalesce((SELECT sum(m.units) FROM kit_move m, since WHERE m.credit_id = %(account)s
                     AND m.occurred_at >= since.ended AND m.occurred_at < %(at)s AND m.kind IN ('post', 'settle')), 0)
         - coalesce((SELECT sum(m.units) FROM kit_move m, since WHERE m.debit_id = %(account)s
                     AND m.occurred_at >= since.ended AND m.occurred_at < %(at)s AND m.kind IN ('post', 'settle')), 0)
"""


def balance_at(account: UUID, at: datetime) -> int:
    """Units posted on an account just before an instant, by when moves occurred, whenever they were recorded."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCE_AT, {"account": account, "at": at})
        [(posted,)] = cursor.fetchall()
    return int(posted)


def take_snapshots(day: date, at: datetime, *, slice_size: int = 20_000) -> int:
    """Write down balances at the end of a day (UTC), slice by slice; returns how many. Repeating it adds nothing.

    at: the instant it is done, an hour after the day's end or later. Inside a transaction the slices become one.
    """
    written = 0
    after: UUID | None = None
    while True:
        [(last, taken)] = call("ledger_snapshot", day, after, slice_size, MOVES_PER_SNAPSHOT, at)
        written += int(taken)
        if last is None:
            return written
        after = last
