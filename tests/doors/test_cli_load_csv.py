"""Files of one's own through the command: a dry run, a load, the same again, and everything that is refused."""

import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from tests.conftest import ROOT, OwnDatabase

EXAMPLE = ROOT / "src" / "prilavok" / "adapters" / "feeds" / "csv_files" / "examples" / "small_shop"
TABLES = (
    "orders_order",
    "orders_line",
    "kit_move",
    "kit_event",
    "catalog_product",
    "customers_customer",
    "places_place",
    "pricing_version",
    "payments_transaction",
)


def load(own: OwnDatabase, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `prilavok load csv`."""
    return subprocess.run(
        [sys.executable, "-m", "prilavok.doors.cli", "load", "csv", *words],
        env=own.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def counts(own: OwnDatabase) -> dict[str, int]:
    """Count the rows of every table a load writes."""
    with psycopg.connect(own.url) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}  # type: ignore[index,call-overload]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    there = tmp_path / "shop"
    shutil.copytree(EXAMPLE, there)
    return there


def test_a_dry_run_writes_nothing_a_load_once_and_the_same_bytes_elsewhere_are_refused(
    own_database: OwnDatabase, folder: Path, tmp_path: Path
) -> None:
    empty = counts(own_database)
    tried = load(own_database, str(folder), "--dry-run")
    assert tried.returncode == 0 and "13697.50 KZT" in tried.stdout, tried.stderr
    assert counts(own_database) == empty
    assert load(own_database, str(folder)).returncode == 0
    loaded = counts(own_database)
    assert (loaded["orders_order"], loaded["orders_line"], loaded["catalog_product"]) == (3, 4, 3)
    again = load(own_database, str(folder))
    assert again.returncode == 0 and "loaded already" in again.stdout
    shutil.copytree(folder, tmp_path / "renamed")
    renamed = load(own_database, str(tmp_path / "renamed"))
    assert renamed.returncode == 1 and "csv:shop" in renamed.stderr
    assert counts(own_database) == loaded


def test_a_row_that_names_nothing_is_refused_alone_and_told_with_its_reason(
    own_database: OwnDatabase, folder: Path
) -> None:
    sales = folder / "sales.csv"
    lines = sales.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    wrong = lines[1].split(",")
    wrong[header.index("product")] = "NO-SUCH-SKU"
    wrong[header.index("receipt")] = "R-WRONG"
    sales.write_text("\n".join([*lines, ",".join(wrong)]) + "\n", encoding="utf-8")
    amount = Decimal(wrong[header.index("amount")])
    reckoned = [
        f"  lines come in        5, {Decimal('13697.50') + amount} KZT",
        "  lines to load        4, 13697.50 KZT",
        f"  lines refused        1, {amount} KZT",
        f"    product_unknown    1, {amount} KZT, row 5",
    ]
    tried = load(own_database, str(folder), "--dry-run").stdout.splitlines()
    assert tried[-5:-1] == reckoned and not any(line.startswith("  lines   ") for line in tried)
    done = load(own_database, str(folder))
    told = done.stdout.splitlines()
    assert done.returncode == 0 and told[-4:] == [line.replace("lines to load", "lines loaded ") for line in reckoned]
    assert len([line for line in told if " sales: " in line]) == 1, "a step ends once"
    assert not any("0 of 0" in line for line in told)
    assert counts(own_database)["orders_order"] == 3
    with psycopg.connect(own_database.url) as connection:
        assert connection.execute("SELECT reason, row ->> 'product' FROM imports_refused_row").fetchall() == [
            ("product_unknown", "NO-SUCH-SKU")
        ]
        row = connection.execute("SELECT rows_in, rows_loaded, rows_refused FROM imports_slice WHERE step = 'sales'")
        assert row.fetchone() == (5, 4, 1)


@pytest.mark.parametrize(
    "harm",
    [
        lambda there: (there / "sales.csv").unlink(),
        lambda there: (there / "sales.csv").write_bytes((there / "sales.csv").read_bytes()[:-25]),
        lambda there: (there / "sales.csv").write_bytes(b"PK\x03\x04" + bytes(200)),
        lambda there: (there / "products.csv").write_text("sku\n1\n"),
    ],
    ids=["missing", "cut in the middle of a row", "an archive, not text", "a column is missing"],
)
def test_a_broken_source_is_refused_whole_and_changes_nothing(own_database: OwnDatabase, folder: Path, harm) -> None:  # type: ignore[no-untyped-def]
    harm(folder)
    before = counts(own_database)
    refused = load(own_database, str(folder))
    assert refused.returncode == 1 and "Traceback" not in refused.stderr
    assert refused.stderr.startswith("The source cannot be read (") and refused.stderr.isascii(), "in one language"
    after = counts(own_database)
    assert after["kit_event"] - before["kit_event"] <= 1  # that it was refused
    assert {**after, "kit_event": 0} == {**before, "kit_event": 0}


def test_a_corrected_receipt_is_refused_and_an_equal_one_is_there_already(
    own_database: OwnDatabase, folder: Path, tmp_path: Path
) -> None:
    assert load(own_database, str(folder)).returncode == 0
    loaded = counts(own_database)
    corrected = tmp_path / "corrected"
    shutil.copytree(folder, corrected)
    sales = (corrected / "sales.csv").read_text(encoding="utf-8")
    (corrected / "sales.csv").write_text(sales.replace("1777.50", "1778.50"), encoding="utf-8")
    assert load(own_database, str(corrected)).returncode == 0
    after = counts(own_database)
    assert {**after, "kit_event": 0} == {**loaded, "kit_event": 0}
    with psycopg.connect(own_database.url) as connection:
        refused = connection.execute("SELECT reason, amount FROM imports_refused_row ORDER BY number").fetchall()
        assert refused == [("receipt_changed", 177850), ("receipt_changed", 498000)]
        row = connection.execute("SELECT rows_loaded, rows_refused FROM imports_slice WHERE step = 'sales' ORDER BY id")
        assert row.fetchall() == [(4, 0), (2, 2)]


@pytest.mark.parametrize("words", [["/no/such/folder"], [".", "--name", "demo"], [".", "--name", "Больше"]])
def test_words_that_make_no_sense_are_refused_before_anything_is_read(
    own_database: OwnDatabase, words: list[str]
) -> None:
    refused = load(own_database, *words)
    assert refused.returncode == 2 and "Traceback" not in refused.stderr
    with psycopg.connect(own_database.url) as connection:
        assert connection.execute("SELECT count(*) FROM imports_run").fetchone() == (0,)
