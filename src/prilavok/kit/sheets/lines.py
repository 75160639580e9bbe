"""JSON lines: one object a line; what lies in an object inside is named with a dot, a list of values is one cell."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from prilavok.kit.sheets.text import read_lines
from prilavok.kit.sheets.types import MOST_COLUMNS, Sheet, SheetRefused, SheetRow, check_headings, fit_row

_DEEPEST = 4


class _Nested(ValueError):
    """An object lies where only values can be told in a cell."""


def open_lines(path: Path, encoding: str) -> Sheet:
    """Read the whole file once for its names, in the order in which they come. Raises SheetRefused."""
    names: dict[str, None] = {}
    last = 0
    for number, told, _problem in _objects(path, encoding):
        names.update(dict.fromkeys(told))
        last = number
        if len(names) > MOST_COLUMNS:
            raise SheetRefused("too_many_columns", MOST_COLUMNS)
    if not last:
        raise SheetRefused("no_rows")
    columns = check_headings(list(names))
    if len(columns) != len(names):
        raise SheetRefused("no_headings")
    keys = list(names)

    def rows() -> Iterator[SheetRow]:
        for number, told, problem in _objects(path, encoding):
            yield fit_row(number, [told.get(key, "") for key in keys], len(keys), problem)

    return Sheet("jsonl", columns, encoding, "", rows)


def _objects(path: Path, encoding: str) -> Iterator[tuple[int, Mapping[str, str], str]]:
    """Each line that is not empty. Raises SheetRefused where the last one is cut, or the first is no object."""
    number = 0
    for line in read_lines(path, encoding):
        if not line.strip():
            continue
        number += 1
        try:
            told = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
        except (ValueError, RecursionError) as trouble:
            if not line.endswith(("\n", "\r")):
                raise SheetRefused("cut", number) from trouble
            if number == 1:
                raise SheetRefused("damaged", number) from trouble
            yield number, {}, "not_json"
            continue
        if not isinstance(told, dict):
            yield number, {}, "not_json"
            continue
        try:
            yield number, dict(_flat(told, "", 1)), ""
        except _Nested:
            yield number, {}, "value_nested"


def _flat(told: Mapping[str, object], before: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, value in told.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            if depth >= _DEEPEST:
                raise _Nested
            yield from _flat(value, f"{name}.", depth + 1)
        else:
            yield name, _text(value)


def _text(value: object) -> str:
    if isinstance(value, list):
        if any(isinstance(one, dict | list) for one in value):
            raise _Nested
        return "; ".join(map(_text, value))
    if value is None:
        return ""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
