"""DuckDB as Splink's engine: one file on disk, bounded in memory and threads, never on the network."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from prilavok.kit.db.pids import started_at
from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _
from prilavok.kit.matching.comparisons import MOST_PER_KEY, keys_of, most_per_wide_key
from prilavok.kit.matching.preparing import COLUMNS, Person

#: what the engine may take before it writes to the disk
MEMORY = "1GB"
THREADS = 2
_SLICE = 10_000
_PLACE = "prilavok-match-"
_WORN = """
CREATE TABLE worn AS SELECT key FROM (SELECT unnest(keys) AS key FROM arrived)
GROUP BY key HAVING count(*) > CASE WHEN key < 'a' THEN {most} ELSE {wide} END
"""
_PEOPLE = """
CREATE TABLE people_{file} AS
WITH told AS (SELECT unique_id, unnest(keys) AS key FROM arrived WHERE file = {file}),
     kept AS (SELECT unique_id, list(key) AS keys FROM told ANTI JOIN worn USING (key) GROUP BY unique_id)
SELECT arrived.unique_id, {columns}, coalesce(kept.keys, []) AS keys
FROM arrived LEFT JOIN kept USING (unique_id) WHERE file = {file} ORDER BY unique_id
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What lies in the engine: one file to find repeats in, or two to link. rows: of each. columns: that have values.

    A row's number runs on from the first file into the second.
    """

    database: Any
    rows: tuple[int, ...]
    columns: tuple[str, ...]

    @property
    def pairs(self) -> int:
        """How many pairs there are to choose from."""
        if len(self.rows) == 2:
            return self.rows[0] * self.rows[1]
        return self.rows[0] * (self.rows[0] - 1) // 2

    @property
    def comparable(self) -> bool:
        """Whether there is anything to compare."""
        return self.pairs > 0 and bool(self.columns)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of the files."""
        return tuple(f"people_{nth}" for nth in range(len(self.rows)))

    def one(self, statement: str) -> Any:
        """The first value that a statement gives."""
        return self.database.execute(statement).fetchall()[0][0]


@contextmanager
def workplace(folder: Path | None) -> Iterator[Path]:
    """A folder of this process alone, taken away at the end; what a killed one left behind is taken away first."""
    around = folder or Path(tempfile.gettempdir())
    for left in around.glob(f"{_PLACE}*"):
        if is_dead(left.name.removeprefix(_PLACE).partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{_PLACE}{os.getpid()}-", dir=folder) as place:
        yield Path(place)


def is_dead(told: str) -> bool:
    """Whether the process of that number is gone; False where it is no number."""
    return told.isdecimal() and len(told) <= 9 and started_at(int(told)) is None


@contextmanager
def opened(folder: Path) -> Iterator[Any]:
    """A database of its own in the folder, closed at the end. Nothing is ever fetched for it."""
    import duckdb

    database = duckdb.connect(
        str(folder / "matching.duckdb"),
        config={
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": str(folder / "spilled"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    database.execute("SET enable_progress_bar = false")
    try:
        yield database
    finally:
        database.close()


@contextmanager
def in_bounds() -> Iterator[None]:
    """Say in a sentence that disk or memory was too little, whoever noticed it. Raises Refused."""
    import duckdb

    full = (duckdb.OutOfMemoryException, duckdb.IOException, MemoryError)
    try:
        yield
    except Exception as trouble:
        cause: BaseException | None = trouble
        while cause is not None:
            if isinstance(cause, full) or (isinstance(cause, OSError) and cause.errno == errno.ENOSPC):
                raise Refused(
                    "match.no_room",
                    _(
                        "There is too little room on this machine for the list: %(what)s. "
                        "Free some disk or memory, or divide the list."
                    ),
                    what=str(cause).partition("\n")[0][:200],
                ) from trouble
            cause = cause.__cause__
        raise


def load_people(database: Any, files: Sequence[Iterable[Person]]) -> Loaded:
    """Take in the prepared rows of one file or of two, slice by slice."""
    columns = ", ".join(f"{column} VARCHAR" for column in COLUMNS)
    database.execute(f"CREATE TABLE arrived (unique_id BIGINT, file SMALLINT, {columns}, keys VARCHAR[])")
    number, rows = 0, []
    for file, people in enumerate(files):
        before = number
        for arriving in _slices(people, file, before):
            database.register("arriving", arriving)
            database.execute("INSERT INTO arrived SELECT * FROM arriving")
            database.unregister("arriving")
            number += arriving.num_rows
        rows.append(number - before)
    counted = ", ".join(f"count({column})" for column in COLUMNS)
    filled = database.execute(f"SELECT {counted} FROM arrived").fetchall()[0]
    present = tuple(column for column, count in zip(COLUMNS, filled, strict=True) if count > 1)
    database.execute(_WORN.format(most=MOST_PER_KEY, wide=most_per_wide_key(number)))
    for file in range(len(rows) if present else 0):
        database.execute(_PEOPLE.format(file=file, columns=", ".join(f"arrived.{column}" for column in present)))
    database.execute("DROP TABLE arrived")
    return Loaded(database, tuple(rows), present)


def _slices(people: Iterable[Person], file: int, begin: int) -> Iterator[Any]:
    import pyarrow as pa  # a second to import, and only files need it

    schema = pa.schema(
        [("unique_id", pa.int64()), ("file", pa.int16())]
        + [(column, pa.string()) for column in COLUMNS]
        + [("keys", pa.list_(pa.string()))]
    )
    waiting, number = iter(people), begin
    while taken := list(islice(waiting, _SLICE)):
        columns = [[person.get(column) for person in taken] for column in COLUMNS]
        keys = [keys_of(person) for person in taken]
        numbers = range(number, number + len(taken))
        yield pa.table([pa.array(numbers), pa.array([file] * len(taken)), *columns, keys], schema=schema)
        number += len(taken)
