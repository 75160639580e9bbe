"""Statements of our own on Django's connection: what Django does around a cursor, without making one each time."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import OperationalError
from psycopg._queries import PostgresQuery
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus

_LARGEST_KEPT = 1_000  # rows; a larger answer is not kept in memory until the next statement comes
_KEPT, _SPOKEN = "prilavok_cursor", "prilavok_spoken"
_MOST_SPOKEN = 300  # statements that a connection is remembered by; the driver itself prepares fewer
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
    if line.connection is None:
        line.ensure_connection()
    with line.wrap_database_errors:
        if (told := _ask_prepared(line, sql, values)) is None:
            cursor = _cursor_of(line)
            cursor.execute(sql, values)
            told = cursor.fetchall(), _kinds_of(cursor.pgresult)
    if len(told[0]) > _LARGEST_KEPT:
        vars(line.connection).pop(_KEPT, None)
        vars(line.connection).pop(_SPOKEN, None)
    return told


class _Spoken:
    """What a connection was asked before. reader: writes values and reads rows. asked: statements in its own form.

    kinds: the types of the columns of each statement that is prepared, which never change while it is.
    """

    def __init__(self, cursor: Any) -> None:
        self.reader = Transformer(cursor)
        self.asked: dict[str, PostgresQuery] = {}
        self.kinds: dict[bytes, list[int]] = {}

    def statement(self, sql: str, values: Sequence[object] | Mapping[str, object]) -> PostgresQuery:
        if (found := self.asked.get(sql)) is None:
            if len(self.asked) >= _MOST_SPOKEN:
                self.asked.clear()
                self.kinds.clear()
            found = self.asked[sql] = PostgresQuery(self.reader)
            found.convert(sql, values)
        else:
            found.dump(values)
        return found


def _ask_prepared(
    through: Any, sql: str, values: Sequence[object] | Mapping[str, object]
) -> tuple[list[tuple[Any, ...]], list[int]] | None:
    """The same of a statement that the driver has prepared on this connection: by one call of its library, without the
    cursor around it, which costs twice as much. None, and nothing asked, where the cursor is to do it."""
    raw = through.connection
    line = raw.pgconn
    if raw._pipeline is not None or line.status != ConnStatus.OK:
        return None
    if not raw.autocommit and line.transaction_status == TransactionStatus.IDLE:
        return None  # the cursor begins the transaction
    if (spoken := getattr(raw, _SPOKEN, None)) is None:
        spoken = _Spoken(_cursor_of(through))
        setattr(raw, _SPOKEN, spoken)
    query = spoken.statement(sql, values)
    kept, key = raw._prepared._names, (query.query, query.types)
    if (name := kept.get(key)) is None:
        return None
    kept.move_to_end(key)
    result = line.exec_prepared(name, query.params, query.formats, Format.TEXT)
    if result.status != ExecStatus.TUPLES_OK:
        kept.pop(key, None)
        if line.status != ConnStatus.OK:
            raise OperationalError(line.get_error_message())
        raise error_from_result(result, encoding=raw.info.encoding)
    spoken.reader.set_pgresult(result)
    if (kinds := spoken.kinds.get(name)) is None:
        kinds = spoken.kinds[name] = _kinds_of(result)
    return spoken.reader.load_rows(0, result.ntuples, tuple), kinds


def _kinds_of(result: Any) -> list[int]:
    return [result.ftype(nth) for nth in range(result.nfields)]


def _cursor_of(line: Any) -> Any:
    """The one cursor that is kept with the connection: rows are fetched before anybody else may use it."""
    found = getattr(line.connection, _KEPT, None)
    if found is None:
        found = line.create_cursor()
        found.adapters.register_loader(_INSTANT, _Instants)
        setattr(line.connection, _KEPT, found)
    return found
