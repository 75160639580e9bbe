"""The kept rows of a list: one JSON array a line, read from a byte on, so that a list goes on where it was."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from prilavok.domains.imports.queries import read_list_row
from prilavok.domains.imports.types import ListRow, ListView
from prilavok.flows.moving_in.readers import reader_of
from prilavok.kit.files import open_file
from prilavok.kit.jobs.queue import NewJob
from prilavok.kit.sheets import SheetRow

MOST_OF_ONE = 500  # rows of one order that are kept together
ERASED = "erased"
_BLANK = "!"  # stands for ERASED in a kept row, which may not take more bytes than it did


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row as it lies in the file, the byte at which it begins, and the one behind it; the rest as in SheetRow."""

    row: ListRow
    cells: tuple[str, ...]
    begins: int
    ends: int
    sent: str | None = None
    beyond: tuple[str, ...] = ()


def next_job(run: UUID, step: str, passed: int) -> NewJob:
    """The job that takes the next slice."""
    return NewJob(verb="list.take", facts={"run": str(run)}, key=f"{run} {step} {passed}", queue="chores")


def write_rows(rows: Iterable[SheetRow]) -> Iterator[bytes]:
    """The lines in which rows are kept."""
    for row in rows:
        problem: object = row.problem if row.sent is None else [row.problem, row.sent]
        problem = [row.problem, row.sent, row.beyond] if row.beyond else problem
        yield json.dumps([problem, *row.cells], ensure_ascii=False).encode() + b"\n"


def blank_line(kept: KeptRow, cells: Sequence[str]) -> bytes:
    """The line of a row that told of somebody erased, with what may stay of its cells; as long as it was."""
    first: object = _BLANK if kept.sent is None else [_BLANK, ""]
    line = json.dumps([first, *cells], ensure_ascii=False, separators=(",", ":")).encode()
    return line.ljust(kept.ends - kept.begins - 1) + b"\n"


def every_row(told: ListView, at: datetime) -> Iterator[KeptRow]:
    """All rows of a list. Raises NotFound where the file is gone."""
    return _rows_from(told, 0, 0, at)


def read_portion(told: ListView, most: int, at: datetime) -> list[KeptRow]:
    """The next rows, at most so many; rows of one order are not parted. Raises NotFound where the file is gone."""
    portion: list[KeptRow] = []
    for kept in _rows_from(told, told.cursor, told.passed, at):
        full = len(portion) >= most
        if full and (told.subject != "orders" or len(portion) >= most + MOST_OF_ONE):
            break
        if full and kept.row.get("number") != portion[-1].row.get("number"):
            break
        portion.append(kept)
    return portion


def first_rows(told: ListView, most: int, at: datetime) -> list[KeptRow]:
    """The beginning of a list, to show what its columns hold. Raises NotFound where the file is gone."""
    return list(islice(_rows_from(told, 0, 0, at), most))


def rows_beginning(told: ListView, begins: Sequence[tuple[int, int]], at: datetime) -> Iterator[KeptRow]:
    """The rows that begin at those bytes, each given with its number. Raises NotFound where the file is gone."""
    for begin, number in begins:
        yield from islice(_rows_from(told, begin, number - 1, at), 1)


def most_beyond(told: ListView, at: datetime) -> int:
    """How many cells stand beyond the headings in the widest row. Raises NotFound where the file is gone."""
    with open_file(told.file, at) as file:
        wide = (json.loads(line)[0] for line in file if line.startswith(b"[["))
        return max((len(more) for _problem, _sent, *told_beyond in wide for more in told_beyond), default=0)


def _rows_from(told: ListView, cursor: int, passed: int, at: datetime) -> Iterator[KeptRow]:
    reader = reader_of(told.reader)
    with open_file(told.file, at) as file:
        file.seek(cursor)
        number, begins = passed, cursor
        while line := file.readline():
            number += 1
            first, *cells = json.loads(line)
            problem, sent, *more = first if isinstance(first, list) else (first, None)
            problem = ERASED if problem == _BLANK else problem
            if reader is not None and not problem:
                read, problem = reader.read_cells(dict(zip(told.columns, cells, strict=True)))
                meant = [read.get(column, "") for column in told.columns]
            else:
                meant = cells
            row = read_list_row(told, number, problem, meant)
            yield KeptRow(row, tuple(cells), begins, begins + len(line), sent, tuple(*more))
            begins += len(line)
