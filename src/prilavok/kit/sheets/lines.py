"""JSON lines: one object a line; what lies in an object inside is named with a dot, a list of values is one cell."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from prilavok.kit.sheets.layout import check_headings, fit_row
from prilavok.kit.sheets.text import read_lines
from prilavok.kit.sheets.types import MOST_COLUMNS, MOST_LETTERS, Sheet, SheetRefused, SheetRow

_DEEPEST = 4
#: names in our own files of refused lines: the line as it came, where no object says it, and why it was refused
SENT = "#sent"
REASON = "#reason"


class _Nested(ValueError):
    """An object lies where only values can be told in a cell."""


def open_lines(path: Path, encoding: str) -> Sheet:
    """Read the whole file once for its names, in the order in which they come. Raises SheetRefused."""
    names: dict[str, None] = {}
    last = 0
    for number, told, _problem, _sent in _objects(path, encoding):
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
        for number, told, problem, sent in _objects(path, encoding):
            yield fit_row(number, [told.get(key, "") for key in keys], problem, sent)

    return Sheet("jsonl", columns, encoding, "", rows)


def _objects(path: Path, encoding: str) -> Iterator[tuple[int, Mapping[str, str], str, str]]:
    """Each line that is not empty, its problem, and the line itself where it has one.

    Raises SheetRefused where the last one is cut, or the first is no object.
    """
    number = 0
    for line in read_lines(path, encoding):
        if not line.strip():
            continue
        number += 1
        told, sent = _read(line), line.strip()
        if told is None:
            if not line.endswith(("\n", "\r")):
                raise SheetRefused("cut", number)
            if number == 1:
                raise SheetRefused("damaged", number)
        if isinstance(told, dict):
            told.pop(REASON, None)
            if isinstance(again := told.get(SENT), str):
                sent, told = again.strip(), _read(again)
        cells, problem = _cells(told)
        if any(len(cell) > MOST_LETTERS for cell in cells.values()):
            problem = problem or "cell_cut"
        yield number, cells, problem, sent if problem else ""


def _read(line: str) -> object:
    """What a line says; None where it is no JSON, or says just null."""
    try:
        return json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None


def _cells(told: object) -> tuple[Mapping[str, str], str]:
    if not isinstance(told, dict):
        return {}, "not_json"
    try:
        return dict(_flat(told, "", 1)), ""
    except _Nested:
        return {}, "value_nested"


def refused_line(columns: Sequence[str], cells: Sequence[str], sent: str, reason: str) -> bytes:
    """A refused line as it goes back to who sent it: with the reason, fit to be corrected and brought again."""
    told = _read(sent) if sent else {name: cell for name, cell in zip(columns, cells, strict=True) if cell}
    whole = {**told, REASON: reason} if isinstance(told, dict) else {SENT: sent, REASON: reason}
    return json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


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
