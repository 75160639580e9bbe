"""The load of a year against COPY of the same rows into the same tables, indexes, keys and checks on; in one run.

    python -m benchmarks.load                 the whole year
    python -m benchmarks.load --stores 367    a slice

Prints lines/s of the load, its ratio to COPY, and the loader's peak memory. Both sides run on a private cluster with
fsync on; COPY brings orders, lines, payments, moves, balances, accounts, events and price versions.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from prilavok.kit.db.postgres import Cluster

ROOT = Path(__file__).resolve().parents[1]
#: what the steps `stock` and `sales` write, parents first
TABLES = (
    "kit_account",
    "kit_balance",
    "kit_move",
    "orders_order",
    "orders_line",
    "payments_transaction",
    "pricing_version",
    "kit_event",
)
MEASURED = ("stock", "sales")


def main() -> None:
    """Run both sides and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stores", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="prilavok-bench-") as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder) / "cluster").ensure()
        try:
            run(cluster, Path(folder), options.stores)
        finally:
            cluster.destroy()


def run(cluster: Cluster, folder: Path, stores: str) -> None:
    """Load, copy out, copy into an equal empty database, compare."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    environment = {
        **os.environ,
        "DATABASE_URL": cluster.url,
        "PRILAVOK_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
    }
    command(environment, "migrate")
    began = time.monotonic()
    command(environment, "load", "journey", *(["--stores", stores] if stores else []))
    whole = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    with psycopg.connect(cluster.url, autocommit=True) as loaded:
        lines = loaded.execute("SELECT count(*) FROM orders_line").fetchone()[0]  # type: ignore[index]
        seconds = sum(step_seconds(loaded, step) for step in MEASURED)
        loaded.execute("CREATE DATABASE copied TEMPLATE template0")
        copied_url = cluster.url_of("copied")
        command({**environment, "DATABASE_URL": copied_url}, "migrate")
        rows, copying = copy_over(loaded, copied_url, folder)
    print(f"lines {lines:,}; rows written {rows:,}; whole load {whole:,.0f} s = {lines / whole:,.0f} lines/s")
    print(f"stock and sales {seconds:,.1f} s; COPY of the same rows {copying:,.1f} s; ratio {copying / seconds:.2f}")
    print(f"peak memory of the loader {peak:,.0f} MB")


def command(environment: dict[str, str], *words: str) -> None:
    """Run one command of the house, quietly."""
    subprocess.run(
        [sys.executable, "-m", "prilavok.doors.cli", *words], env=environment, check=True, stdout=subprocess.DEVNULL
    )


def step_seconds(connection: psycopg.Connection[tuple[float]], step: str) -> float:
    """Return how long a step took: from the last slice before it to its own last slice."""
    row = connection.execute(
        """
        SELECT extract(epoch FROM max(committed_at) FILTER (WHERE step = %(step)s)
               - max(committed_at) FILTER (WHERE committed_at < (
                     SELECT min(committed_at) FROM imports_slice WHERE step = %(step)s)))::float
          FROM imports_slice
        """,
        {"step": step},
    ).fetchone()
    assert row is not None
    return row[0]


def copy_over(loaded: psycopg.Connection[tuple[int]], url: str, folder: Path) -> tuple[int, float]:
    """COPY the measured tables into the other database; return rows and seconds. Their parents are copied untimed."""
    with psycopg.connect(url, autocommit=True) as fresh:
        parents = (
            "places_legal_entity",
            "places_place",
            "catalog_category",
            "catalog_product",
            "catalog_variant",
            "customers_customer",
            "customers_leaf",
            "pricing_list",
        )
        for table in parents:
            copy_in(fresh, table, copy_out(loaded, table, folder))
        files = [(table, copy_out(loaded, table, folder)) for table in TABLES]
        fresh.execute("CHECKPOINT")
        began = time.monotonic()
        rows = sum(copy_in(fresh, table, file) for table, file in files)
        return rows, time.monotonic() - began


def columns_of(connection: psycopg.Connection[tuple[int]], table: str) -> sql.Composed:
    """Name a table's columns but the transaction id, which the database gives."""
    names = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attname <> 'xid' ORDER BY attnum",
        [table],
    ).fetchall()
    return sql.SQL(", ").join(sql.Identifier(str(name[0])) for name in names)


def copy_out(connection: psycopg.Connection[tuple[int]], table: str, folder: Path) -> tuple[Path, sql.Composed]:
    """COPY a table to a file."""
    columns, path = columns_of(connection, table), folder / f"{table}.copy"
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), columns)
    with path.open("wb") as file, connection.cursor().copy(statement) as copy:
        for block in copy:
            file.write(block)
    return path, columns


def copy_in(connection: psycopg.Connection[tuple[int]], table: str, source: tuple[Path, sql.Composed]) -> int:
    """COPY a file into a table in one transaction; return its rows."""
    path, columns = source
    cursor = connection.cursor()
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with path.open("rb") as file, cursor.copy(statement) as copy:
        while block := file.read(1 << 20):
            copy.write(block)
    return cursor.rowcount


if __name__ == "__main__":
    main()
