"""Calling a set-based function of `hot.sql` with whole columns, on Django's connection."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from prilavok.kit.db.asking import ask


def call(function: str, *arguments: object) -> list[Any]:
    """Call a SQL function by position; return its rows (bare values where a row has one column).

    Arguments take the types of the function's own signature, so empty lists and nulls need no cast here. Lists
    travel as array literals: writing one costs a tenth of what the driver's own adaptation of a list does.
    """
    types = _argument_types(function)
    if len(types) != len(arguments):
        raise TypeError(f"{function} takes {len(types)} arguments, got {len(arguments)}")
    given: list[Any] = [
        array_literal(argument, kind) if isinstance(argument, list) else argument
        for argument, kind in zip(arguments, types, strict=True)
    ]
    rows, kinds = ask(_statement(function), given)
    return [row[0] for row in rows] if len(kinds) == 1 else rows


def array_literal(values: Iterable[object], kind: str) -> str:
    """Write a list as PostgreSQL's text form of an array of `kind` ("uuid[]", "text[]", "jsonb[]" ...)."""
    if kind == "uuid[]":  # by far the most: a row of the timeline has eight
        return "{" + ",".join([f"{id.int:032x}" if type(id) is UUID else _hex(id) for id in values]) + "}"
    write = _QUOTED.get(kind, str)
    return "{" + ",".join(["NULL" if value is None else write(value) for value in values]) + "}"


def _quote(text: object) -> str:
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _quote_json(value: object) -> str:
    return _quote(orjson.dumps(value).decode())


def _instant(value: Any) -> str:
    return str(value.isoformat())


def _hex(id: object) -> str:
    return "NULL" if id is None else id.hex if isinstance(id, UUID) else str(id)


_QUOTED: dict[str, Callable[[object], str]] = {
    "text[]": _quote,
    "jsonb[]": _quote_json,
    "timestamp with time zone[]": _instant,
    "date[]": _instant,
}


@cache
def _statement(function: str) -> str:
    return f"SELECT * FROM {function}({', '.join(f'%s::{kind}' for kind in _argument_types(function))})"


_known_types: dict[str, list[str]] = {}


def _argument_types(function: str) -> list[str]:
    if function not in _known_types:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT format_type(a.kind, NULL) FROM pg_proc p, unnest(p.proargtypes) WITH ORDINALITY AS a (kind, n)"
                " WHERE p.oid = %s::regproc ORDER BY a.n",
                [function],
            )
            _known_types[function] = [row[0] for row in cursor.fetchall()]
    return _known_types[function]
