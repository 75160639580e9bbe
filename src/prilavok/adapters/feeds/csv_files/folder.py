"""The folder of one source: its files by role, opened afresh, and the digest of all that they hold."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from prilavok.adapters.feeds.csv_files.cells import Unreadable
from prilavok.adapters.feeds.csv_files.shapes import read_shapes
from prilavok.adapters.feeds.csv_files.table import CsvRow, CsvTable
from prilavok.adapters.feeds.port import SourceBroken

T = TypeVar("T")


class CsvFolder:
    """Files named for what they hold: places.csv, products.csv and so on."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def has(self, name: str) -> bool:
        """Say whether an optional file is there."""
        return self._file(name).exists()

    def table(self, name: str) -> CsvTable:
        """Open a file and check its header. Raises SourceBroken."""
        return CsvTable.open(self._file(name), read_shapes()[name])

    def rows(self, name: str) -> Iterator[CsvRow]:
        """Give the rows of a file in which every row must be right; none where an optional file is not there."""
        if read_shapes()[name].optional and not self.has(name):
            return
        for row in self.table(name).rows():
            if row.torn:
                raise SourceBroken("value_type", f"{name}.csv, row {row.number}: not as wide as the header")
            yield row

    def fingerprint(self) -> str:
        """Return the digest of every file under the name of its role, wherever the folder lies and is called."""
        whole = hashlib.sha256()
        for name in read_shapes():
            if self.has(name) and self._file(name).is_file():
                with self._file(name).open("rb") as file:
                    whole.update(f"{name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
        return whole.hexdigest()

    def _file(self, name: str) -> Path:
        return self._path / f"{name}.csv"


def must_read(name: str, row: CsvRow, column: str, read: Callable[[str], T]) -> T:
    """Read a cell that must be right. Raises SourceBroken naming file, row and column."""
    text = row.get(column)
    try:
        return read(text)
    except Unreadable as trouble:
        raise row_refused(name, row, column, repr(text[:40])) from trouble


def row_refused(name: str, row: CsvRow, column: str, why: str) -> SourceBroken:
    """Return what to raise where a cell of a file that must be right is not."""
    return SourceBroken("value_type", f"{name}.csv, row {row.number}, column {column}: {why}")
