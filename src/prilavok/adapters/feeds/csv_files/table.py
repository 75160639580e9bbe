"""Lines of text become named cells: the delimiter and columns of the header, and every row as wide as it."""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from prilavok.adapters.feeds.csv_files.shapes import FileShape
from prilavok.adapters.feeds.csv_files.text import TextFile, examine
from prilavok.adapters.feeds.port import SourceBroken

MAX_COLUMNS = 2000
DELIMITERS = (",", ";")
_CURE = "it may be cut: 15 may have been 1500; if it is whole, add an empty line at the end"


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row: its number from 1 after the header, its cells by column, and whether it is the unended last line.

    torn: it has more or fewer cells than the header; the cells that are there are named all the same.
    folded: a cell of it holds a line break. Cells have no spaces around them.
    """

    number: int
    cells: Mapping[str, str]
    torn: bool
    unended: bool
    folded: bool = False

    def get(self, column: str) -> str:
        """Return a cell, "" where it is empty or there is no such column."""
        return self.cells.get(column, "")


class CsvTable:
    """One CSV file with a header."""

    def __init__(self, text: TextFile, delimiter: str, columns: tuple[str, ...], closed: Collection[str] = ()) -> None:
        self.text = text
        self.name = text.path.name
        self.columns = columns
        self._delimiter = delimiter
        self.last_column = next(column for column in reversed(columns) if column)
        # Only a value of a closed list shows by itself that it is whole: 15 may have been 1500.
        self._may_lack_end = columns[-1] in closed

    @classmethod
    def open(cls, path: Path, shape: FileShape) -> "CsvTable":
        """Examine a file and read its header. Raises SourceBroken, also where columns are missing or unknown."""
        text = examine(path)
        headers = {delimiter: _header(text, delimiter) for delimiter in DELIMITERS}
        delimiter = max(DELIMITERS, key=lambda one: sum(map(shape.knows, headers[one])))
        columns = headers[delimiter]
        if len(columns) > MAX_COLUMNS:
            raise SourceBroken("file_type", f"{path.name}: more than {MAX_COLUMNS} columns")
        if missing := shape.missing(columns):
            raise SourceBroken("column_missing", f"{path.name}: {', '.join(missing)}")
        if twice := sorted({column for column in columns if column and columns.count(column) > 1}):
            raise SourceBroken("value_type", f"{path.name}, header: twice: {', '.join(twice)[:80]}")
        # A column spelt wrong would be passed over in silence, and a discount or a customer with it.
        if strange := [column for column in columns if column and not shape.knows(column)]:
            raise SourceBroken("value_type", f"{path.name}, header: unknown: {', '.join(strange)[:80]}")
        return cls(text, delimiter, columns, shape.closed)

    def rows(self) -> Iterator[CsvRow]:
        """Give the rows after the header; empty lines are passed over. Raises SourceBroken where the file is cut."""
        records = _records(self.text, self._delimiter)
        next(records)
        number, held = 0, None
        for record in records:
            if not record[0]:
                continue
            if held is not None:
                yield self._row(number, *held, unended=False)
            number, held = number + 1, record
        if held is not None:
            last = self._row(number, *held, unended=not self.text.ended)
            if last.unended and (last.torn or not self._may_lack_end):
                raise SourceBroken("file_cut", f"{self.name}, row {number}: the last line has no line end; {_CURE}")
            yield last
        elif not self.text.ended:
            raise SourceBroken("file_cut", f"{self.name}, header: no line end, and nothing after it")

    def _row(self, number: int, record: list[str], folded: bool, *, unended: bool) -> CsvRow:
        # Where cells are missing at the end, the ones that are there still keep their columns.
        cells = dict(zip(self.columns, map(str.strip, record), strict=False))
        return CsvRow(number, cells, len(record) != len(self.columns), unended, folded)


def _records(text: TextFile, delimiter: str) -> Iterator[tuple[list[str], bool]]:
    """Give the records, each with whether it spans more than one line."""
    reader = csv.reader(text.lines(), delimiter=delimiter, strict=True)
    number = lines = 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as trouble:
            where = f"{text.path.name}, row {number}"
            if "unexpected end" in str(trouble):
                raise SourceBroken("file_cut", f"{where}: a quotation mark is not closed") from trouble
            raise SourceBroken("file_type", f"{where}: {trouble}") from trouble
        yield record, reader.line_num > lines + 1
        lines = reader.line_num
        number += 1


def _header(text: TextFile, delimiter: str) -> tuple[str, ...]:
    try:
        first, _ = next(_records(text, delimiter), ([], False))
    except SourceBroken as broken:
        # A header that makes no sense with one delimiter may make sense with the other.
        if broken.reason == "file_cut":
            raise
        return ()
    return tuple(column.strip() for column in first)
