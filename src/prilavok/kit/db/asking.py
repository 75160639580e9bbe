"""Statements of our own on Django's connection: what Django does around a cursor, without making one each time."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.pq import Format

_LARGEST_KEPT = 1_000  # rows; a larger answer is not kept in memory until the next statement comes
_KEPT = "prilavok_cursor"
_INSTANT = psycopg.adapters.types["timestamptz"].oid
# Django's own reads an instant by a pattern, eight times as long as the driver's, which gives the same: a connection of
# the house speaks UTC. A page reads a hundred instants.
_Instants: Any = psycopg.adapters.get_loader(_INSTANT, Format.TEXT)


def ask(sql: str, values: Sequence[object] | Mapping[str, object]) -> tuple[list[tuple[Any, ...]], list[int]]:
    """The rows of one statement that gives rows, and the type of each column (as PostgreSQL numbers types).

    In the caller's transaction if there is one. Raises what `connection.cursor().execute` raises.
    """
    line: Any = connections[DEFAULT_DB_ALIAS]
    if line.execute_wrappers or line.queries_logged:
        with line.cursor() as watched:  # somebody counts or refuses statements
            watched.execute(sql, values)
            return list(watched.fetchall()), [column.type_code for column in watched.description]
    line.validate_thread_sharing()
    line.validate_no_broken_transaction()
    line.close_if_health_check_failed()
    line.ensure_connection()
    with line.wrap_database_errors:
        cursor = _cursor_of(line)
        cursor.execute(sql, values)
        rows, told = cursor.fetchall(), cursor.pgresult
        kinds = [told.ftype(nth) for nth in range(told.nfields)]
    if len(rows) > _LARGEST_KEPT:
        delattr(line.connection, _KEPT)
    return rows, kinds


def _cursor_of(line: Any) -> Any:
    """The one cursor that is kept with the connection: rows are fetched before anybody else may use it."""
    found = getattr(line.connection, _KEPT, None)
    if found is None:
        found = line.create_cursor()
        found.adapters.register_loader(_INSTANT, _Instants)
        setattr(line.connection, _KEPT, found)
    return found
