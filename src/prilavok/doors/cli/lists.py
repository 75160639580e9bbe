"""Lists that `prilavok match` reads, row by row, and the answer it writes, whole or not at all."""

import csv
import glob
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _
from prilavok.kit.matching.engine import is_dead
from prilavok.kit.sheets import SheetRefused, open_sheet

#: rows of one Parquet file; a file of text has the bounds of `kit.sheets`
MOST_ROWS = 2_000_000
_SLICE = 5_000
_LONGEST = 2_000  # letters of one cell
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Listed:
    """An open list. rows: afresh at every call, each row's number from 1 and its cells; None for a torn row."""

    path: Path
    headings: tuple[str, ...]
    rows: Callable[[], Iterator[tuple[int, Sequence[str] | None]]]


def open_list(path: Path) -> Listed:
    """Open CSV, XLSX, JSON lines or Parquet by what it is, not by its name. Raises Refused."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as trouble:
        raise _unreadable(path) from trouble
    if head == b"PAR1":
        return _open_parquet(path)
    sheet = open_sheet(path)

    def rows() -> Iterator[tuple[int, Sequence[str] | None]]:
        return ((row.number, None if row.problem else row.cells) for row in sheet.rows())

    return Listed(path, sheet.columns, rows)


def _unreadable(path: Path) -> Refused:
    return Refused("match.file_unreadable", _("The file %(file)s is not there or cannot be read."), file=str(path))


def _open_parquet(path: Path) -> Listed:
    import pyarrow as pa
    import pyarrow.parquet as pq

    broken = SheetRefused("damaged", path.name)
    try:
        with pq.ParquetFile(path) as file:
            count, schema = file.metadata.num_rows, file.schema_arrow
    except (pa.ArrowException, OSError) as trouble:
        raise broken from trouble
    if count > MOST_ROWS:
        raise SheetRefused("too_many_rows", MOST_ROWS)
    headings = tuple(
        one.name for one in schema if not pa.types.is_nested(one.type) and not pa.types.is_binary(one.type)
    )
    if len(set(headings)) < len(headings):
        raise broken

    def rows() -> Iterator[tuple[int, Sequence[str] | None]]:
        number = 0
        try:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(_SLICE, columns=list(headings)):
                    columns = [batch.column(name).to_pylist() for name in headings]
                    for cells in zip(*columns, strict=True):
                        number += 1
                        yield number, [_cell(cell) for cell in cells]
        except (pa.ArrowException, OSError, UnicodeDecodeError) as trouble:
            raise broken from trouble

    return Listed(path, headings, rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a phone or postcode that some tool has made a number
    return str(value)[:_LONGEST].strip()


class Answer:
    """The rows being written: CSV, or JSON lines where the name ends so."""

    def __init__(self, file: Any, lines: bool, columns: Sequence[str]) -> None:
        self._file, self._columns = file, columns
        self._csv = None if lines else csv.writer(file, lineterminator="\r\n")
        if self._csv:
            self._csv.writerow(columns)

    def write(self, row: Mapping[str, Any]) -> None:
        """One row, in the order of the columns."""
        if self._csv:
            self._csv.writerow([_plain(row.get(column)) for column in self._columns])
        else:
            told = {column: row[column] for column in self._columns if row.get(column) is not None}
            self._file.write(json.dumps(told, ensure_ascii=False) + "\n")


def _plain(value: Any) -> str:
    """A cell that no table runs as a formula; a list is its parts with semicolons."""
    if isinstance(value, list):
        value = "; ".join(f"{one['field']} {one['level']} {one['bits']:+.1f}" for one in value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULAS) and not isinstance(value, int | float) else text


def check_free(path: Path, overwrite: bool, sources: Sequence[Path]) -> None:
    """Raise Refused where the answer would take the place of what is there, or of a list itself."""
    if path.exists() and any(source.exists() and path.samefile(source) for source in sources):
        raise Refused("match.onto_itself", _("The answer cannot be written onto the list %(file)s."), file=str(path))
    if path.is_dir() or (path.exists() and not overwrite):
        raise _taken(path)
    if not path.parent.is_dir():
        raise Refused("match.no_folder", _("There is no folder %(folder)s."), folder=str(path.parent))


def _taken(path: Path) -> Refused:
    return Refused(
        "match.taken", _("%(file)s is there already. Name another with --out, or say --overwrite."), file=str(path)
    )


@contextmanager
def written(path: Path, overwrite: bool) -> Iterator[Any]:
    """A file that appears under its name only when it is whole, readable by its user alone. Raises Refused."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):  # of a run that was killed
        if is_dead(left.name.split(".")[-2]):
            left.unlink(missing_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline=""
        ) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            part.replace(path)
        else:
            os.link(part, path)  # refuses where somebody else has written it meanwhile
    except FileExistsError as trouble:
        raise _taken(path) from trouble
    except PermissionError as trouble:
        raise Refused("match.not_writable", _("%(file)s cannot be written here."), file=str(path)) from trouble
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
