"""Pages of long lists by the key of their last row, so that a page deep in a list costs no more than the first.

Words: sort, the columns a list goes by; mark, the values of those columns in the last row shown; cursor, a mark
signed for the outside, which opens only the list and filters it was made for.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import msgspec
from django.utils.translation import gettext_lazy as _

from prilavok.kit.db.asking import ask
from prilavok.kit.errors import Refused
from prilavok.kit.ids import sign, unsign

MOST_COUNTED = 10_000  # totals above it are said as "more than"
LONGEST_PAGE = 1_000
_JSONB = 3802  # the type's number in every PostgreSQL
_CURSOR_LIVES = timedelta(days=2)
_quickly = msgspec.json.Decoder().decode

Mark = tuple[str, ...]
Row = TypeVar("Row")
Other = TypeVar("Other")
Shown = TypeVar("Shown", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[Shown]):
    """Rows of one page. after: the mark from which the next page begins, None where this is the last."""

    rows: tuple[Shown, ...]
    after: Mark | None = None

    def turned(self, turn: Callable[[Sequence[Shown]], Sequence[Other]]) -> "Page[Other]":
        """The same page with its rows made into others, all at once."""
        return Page(tuple(turn(self.rows)), self.after)


@dataclass(frozen=True, slots=True)
class Sort:
    """The columns a list goes by, each with its SQL type; together they must name one row. No column may be null."""

    keys: tuple[tuple[str, str], ...]
    descending: bool = False


class Condition:
    """One condition of a WHERE, with the values of its marks."""

    def __init__(self, sql: str, *values: object) -> None:
        self.sql = sql
        self.values = values


def among(column: str, ids: Collection[object]) -> Condition:
    """That a column of ids is one of these, each once. One alone is asked for by itself: what a list costs is guessed
    anew each time, and guessing costs more than the one row."""
    each = list(set(ids))
    return (
        Condition(f"{column} = %s::uuid", *each) if len(each) == 1 else Condition(f"{column} = ANY(%s::uuid[])", each)
    )


def read_page(
    columns: str,
    source: str,
    *,
    row: Callable[..., Row],
    sort: Sort,
    where: Sequence[Condition] = (),
    after: Mark | None = None,
    limit: int = 50,
) -> Page[Row]:
    """One page: `SELECT columns FROM source`, narrowed by all conditions, in the order of the sort, behind the mark."""
    limit = max(1, min(limit, LONGEST_PAGE))
    conditions = list(where)
    if after is not None:
        names = ", ".join(name for name, _kind in sort.keys)
        marks = ", ".join(f"%s::{kind}" for _name, kind in sort.keys)
        conditions.append(Condition(f"({names}) {'<' if sort.descending else '>'} ({marks})", *after))
    direction = " DESC" if sort.descending else ""
    order = ", ".join(name + direction for name, _kind in sort.keys)
    shown = ", ".join(f"({name})::text AS mark_{nth}" for nth, (name, _kind) in enumerate(sort.keys))
    sql = f"SELECT {columns}, {shown} FROM {source}{_narrowed(conditions)} ORDER BY {order} LIMIT {limit + 1}"
    found = _ask(sql, conditions)
    width = len(sort.keys)
    rows = tuple(row(*one[:-width]) for one in found[:limit])
    return Page(rows, tuple(found[limit - 1][-width:]) if len(found) > limit else None)


def count_some(source: str, where: Sequence[Condition] = (), most: int = MOST_COUNTED) -> int:
    """How many rows there are; counting stops at `most` + 1, which means "more than most"."""
    sql = f"SELECT count(*) FROM (SELECT FROM {source}{_narrowed(where)} LIMIT {most + 1}) AS counted"
    return int(_ask(sql, where)[0][0])


def read_rows(
    columns: str, source: str, *, row: Callable[..., Row], where: Sequence[Condition] = (), rest: str = ""
) -> list[Row]:
    """All rows of a short list. rest: what follows the WHERE (GROUP BY, ORDER BY, LIMIT)."""
    return [row(*one) for one in _ask(f"SELECT {columns} FROM {source}{_narrowed(where)} {rest}", where)]


def cut_page(rows: Sequence[Row], *, after: Mark | None, limit: int) -> Page[Row]:
    """A page of a short list that is known whole; its mark is how many rows were shown before it."""
    begin = int(after[0]) if after else 0
    end = begin + max(1, min(limit, LONGEST_PAGE))
    return Page(tuple(rows[begin:end]), (str(end),) if len(rows) > end else None)


def every_page(read: Callable[[Mark | None], Page[Row]], most: int) -> Iterator[Row]:
    """The rows of a whole list, page after page, at most so many: for files made from lists."""
    after: Mark | None = None
    given = 0
    while given < most:
        page = read(after)
        yield from page.rows[: most - given]
        given += len(page.rows)
        if page.after is None:
            return
        after = page.after


def write_cursor(mark: Mark, purpose: str, at: datetime) -> str:
    """The mark for the outside. purpose: which list, with its filters and sort (see purpose_of)."""
    return sign(json.dumps(mark, ensure_ascii=False, separators=(",", ":")), f"cursor:{purpose}", at + _CURSOR_LIVES)


def read_cursor(cursor: str, purpose: str, at: datetime) -> Mark:
    """The mark of a cursor of ours. Refused where it was made for another list, or long ago, or not by us."""
    try:
        return tuple(json.loads(unsign(cursor, f"cursor:{purpose}", at)))
    except Refused:
        raise Refused("list.moved", _("This page of the list is no longer there: begin from the first one.")) from None


def purpose_of(name: str, **filters: object) -> str:
    """What a cursor is good for: the list's name and a digest of its filters and sort."""
    told = json.dumps(filters, sort_keys=True, default=str)
    return f"{name}:{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _narrowed(conditions: Sequence[Condition]) -> str:
    return " WHERE " + " AND ".join(f"({one.sql})" for one in conditions) if conditions else ""


def _ask(sql: str, conditions: Sequence[Condition]) -> list[tuple[Any, ...]]:
    rows, kinds = ask(sql, [value for one in conditions for value in one.values])
    if _JSONB not in kinds:
        return rows
    json_at = [nth for nth, kind in enumerate(kinds) if kind == _JSONB]
    return [_read_json(row, json_at) for row in rows]


def _read_json(row: tuple[Any, ...], places: Sequence[int]) -> tuple[Any, ...]:
    # On Django's connections jsonb comes as text, since its own fields read it.
    read = list(row)
    for place in places:
        read[place] = _read_text(read[place]) if read[place] is not None else None
    return tuple(read)


def _read_text(text: str) -> Any:
    try:
        return _quickly(text)
    except (msgspec.MsgspecError, RecursionError):
        return json.loads(text)  # jsonb holds numbers that no float is, which strangers may have told
