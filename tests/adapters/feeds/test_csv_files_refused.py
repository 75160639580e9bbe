"""Files of CSV that are wrong: a broken one is refused as a whole, a wrong row says why and the others stand."""

import itertools
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.adapters.feeds.test_csv_files import HEADER, ROW, _broken, _problems, _sales

from prilavok.adapters.feeds.csv_files.adapter import CsvFiles
from prilavok.adapters.feeds.csv_files.sales import PROBLEMS
from prilavok.adapters.feeds.port import SourceBroken


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04" + bytes(200), "file_type"),
        (b"PAR1" + bytes(50) + b"PAR1", "file_type"),
        (b"\x1f\x8b\x08\x00rest", "file_type"),
        (b"%PDF-1.7\n", "file_type"),
        ("receipt,at\n".encode("utf-16"), "file_type"),
        ("receipt,at\n".encode("utf-16-le"), "file_type"),
        (b"\x98\x98\x98\x98\n", "file_type"),
        (b"", "file_cut"),
        (b"\n\n", "column_missing"),
        (b"a,b,c\n1,2,3\n", "column_missing"),
        (HEADER.encode(), "ok"),
        (HEADER.replace("promotion", "promo").encode(), "value_type"),
        (HEADER.replace("promotion", "amount").encode(), "value_type"),
        (HEADER.encode() + b"1," * 40_000 + b"\n", "file_type"),
        (HEADER.encode() + b'1001,"2026-02-02T10:15,KOK-1\n', "file_cut"),
        (HEADER.encode() + b'1001,"2026"-02,KOK-1\n' + ROW.encode(), "file_type"),
        (HEADER.encode() + b'1001,"2026-02-02T10:15\n",KOK-1,C-1,TEA-1,250,1777.50,,card\n', "file_type"),
        (HEADER.encode() + ROW.encode() + b"1002,2026-02-02T11", "file_cut"),
        (HEADER.encode() + ROW.encode() + b"1002,2026-02-02T11:40,KOK-1,,MUG-2,1,2990.00,,", "file_cut"),
        (HEADER.encode() + ROW.encode() + b"1002,2026-02-02T11:40,KOK-1,,MUG-2,1,2990.00,,car", "file_cut"),
    ],
)
def test_a_broken_file_is_refused_as_a_whole(folder: Path, content: bytes, reason: str) -> None:
    (folder / "sales.csv").write_bytes(content)
    feed = CsvFiles(folder)
    if reason == "ok":
        assert feed.totals()["lines"] == 0
        return
    told, where = _broken(feed)
    assert told == reason and "sales.csv" in where


def test_a_workbook_called_csv_is_named_for_what_it_is(folder: Path) -> None:
    with zipfile.ZipFile(folder / "products.csv", "w") as workbook:
        workbook.writestr("xl/workbook.xml", "<workbook/>")
    assert _broken(CsvFiles(folder)) == ("file_type", "products.csv: a ZIP archive or an XLSX workbook, not CSV")


@pytest.mark.parametrize("name", ["places", "products", "customers", "sales"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / f"{name}.csv").unlink()
    assert _broken(CsvFiles(folder)) == ("file_missing", f"{name}.csv")


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    assert _broken(CsvFiles(tmp_path / "nothing"))[0] == "file_missing"
    (tmp_path / "places.csv").mkdir()
    assert _broken(CsvFiles(tmp_path))[0] == "file_type"


def test_cut_at_any_byte_it_is_refused_or_reads_whole_rows_only(folder: Path) -> None:
    """A file cut anywhere but behind a row loads nothing; the last column's closed list is what makes that so."""
    path = folder / "sales.csv"
    whole = path.read_bytes()
    rows = list(CsvFiles(folder).receipts())
    lines = [line for receipt in rows for line in receipt.lines]
    ends = set(itertools.accumulate(len(line) for line in whole.splitlines(keepends=True)))
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        feed = CsvFiles(folder)
        # Behind the header's end a file without rows is whole; just before a row's end nothing is missing.
        whole_rows = cut in ends or (cut + 1 in ends and cut + 1 != min(ends))
        try:
            totals = feed.totals()
        except SourceBroken:
            assert not whole_rows, whole[:cut][-60:]
            continue
        assert whole_rows, whole[:cut][-60:]
        read = [line for receipt in feed.receipts() for line in receipt.lines]
        assert read == lines[: totals["lines"]]


REFUSED_GROUND = [
    ("places", "KZT", "KZX"),
    ("places", "Asia/Almaty", "Asia/Nowhere"),
    ("places", "Asia/Almaty", "../../etc/passwd"),
    ("places", "KOK-W,Склад", "KOK-1,Склад"),
    ("places", "store,Asia", "shop,Asia"),
    ("places", "KZ,LAVKA", "kz,LAVKA"),
    ("places", "1-5 09:00-20:00", "9-5 09:00-20:00"),
    ("places", "09:00-20:00", "20:00-09:00"),
    ("places", "warehouse,Asia/Almaty,KZT", "warehouse,Asia/Almaty,RUB"),
    ("products", "7900.00", "7900.005"),
    ("products", "7900.00", "-1.00"),
    ("products", "7900.00", "1e3"),
    ("products", "7900.00", "free"),
    ("products", "gram", "pound"),
    ("products", "MUG-2", "MUG-1"),
    ("products", "5000,20000", "1.5,20000"),
    ("products", "5000,20000", "-5,20000"),
    ("products", "stock@KOK-W", "stock@X"),
    ("products", "drinks/tea", "drinks//tea"),
    ("products", "Drinks/Tea", "Drinks"),
    ("products", ",1000,", ",999,"),
    ("customers", "C-2", "C-1"),
    ("customers", "+7 700 000 90 01", "8 700 000 90 01"),
    ("customers", "kk", "de"),
    ("customers", "aizhan@example.com", "aizhan"),
    ("customers", "2990000900029,+7 700 000 90 02", ","),
    ("customers", ",1\n", ",yes\n"),
    ("campaigns", "2026-02-07", "2026-01-07"),
    ("campaigns", "2026-02-07", "07.02.2026"),
    ("campaigns", "2026-02-07", "2026-02-30"),
    ("coupons", "TEA-1", "TEA-2"),
    ("coupons", "TEA-WEEK", "X"),
    ("mailings", "C-2", "C-3"),
    ("redemptions", "SHAI10", "SHAI20"),
    ("redemptions", "C-1", "C-9"),
    ("redemptions", "2026-02-02", "yesterday"),
]


@pytest.mark.parametrize(("name", "old", "new"), REFUSED_GROUND)
def test_what_sales_stand_on_must_be_right_or_nothing_is_read(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / f"{name}.csv"
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), "utf-8")
    told, where = _broken(CsvFiles(folder))
    assert told == "value_type"
    assert where.startswith(f"{name}.csv") and ("row" in where or "header" in where)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("KOK-1", "KOK-9", "place_unknown"),
        ("C-1", "C-9", "customer_unknown"),
        ("TEA-1", "TEA-9", "product_unknown"),
        ("2026-02-02T10:15", "02.02.2026 10:15", "time_unreadable"),
        ("2026-02-02T10:15", "2026-02-30T10:15", "time_unreadable"),
        ("2026-02-02T10:15", "2026-02-02", "time_unreadable"),
        ("2026-02-02T10:15", "1026-02-02T10:15", "time_unreadable"),
        (",250,", ",2.5,", "quantity_unreadable"),
        (",250,", ",,", "quantity_unreadable"),
        (",250,", ",-250,", "negative"),
        ("1777.50", "1777.505", "amount_unreadable"),
        ("1777.50", "", "amount_unreadable"),
        ("1777.50", "1.777.50", "amount_unreadable"),
        ("1777.50", "NaN", "amount_unreadable"),
        ("1777.50", "-1777.50", "negative"),
        ("197.50", "1e2", "promotion_unreadable"),
        ("197.50", "-1", "negative"),
        (",250,", ",9999999999999999,", "too_large"),
        ("1777.50", "9999999999999999", "too_large"),
        ("card", "barter", "method_unknown"),
        ("1001", "", "receipt_unreadable"),
        ("1001", "9" * 31, "receipt_unreadable"),
        (",card", "", "columns_differ"),
        (",card", ",card,more", "columns_differ"),
    ],
)
def test_a_wrong_row_says_what_is_wrong_and_the_others_stand(folder: Path, old: str, new: str, problem: str) -> None:
    good = ROW.replace("1001", "1000"), ROW.replace("1001", "1002")
    feed = _sales(folder, good[0], ROW.replace(old, new, 1), good[1])
    assert _problems(feed) == [None, problem, None]
    assert feed.totals()["problems"] == 1 and feed.totals()["lines"] == 3
    assert problem in PROBLEMS


def test_amounts_of_refused_rows_are_counted_all_the_same(folder: Path) -> None:
    feed = _sales(folder, ROW, ROW.replace("TEA-1", "TEA-9"), ROW.replace("1001", "1002").replace("1777.50", "-1.00"))
    assert feed.totals()["amount"] == 177750 + 177750 - 100
    assert [(one.place, one.product, one.quantity) for one in feed.sold()] == [("KOK-1", "TEA-1", 250)]


def test_a_receipt_whose_key_comes_again_is_torn(folder: Path) -> None:
    other = ROW.replace("1001", "1002")
    feed = _sales(folder, ROW, ROW, other, ROW, ROW, other)
    assert _problems(feed) == [None, None, None, "receipt_torn", "receipt_torn", "receipt_torn"]
    assert [receipt.key for receipt in feed.receipts()] == ["1001", "1002", "1001", "1002"]


@pytest.mark.parametrize(
    ("old", "new"), [("C-1", "C-2"), ("C-1", ""), ("10:15", "10:16"), ("KOK-1", "KOK-W"), ("card", "cash")]
)
def test_rows_of_a_receipt_agree(folder: Path, old: str, new: str) -> None:
    feed = _sales(folder, ROW, ROW.replace(old, new), ROW)
    assert _problems(feed) == [None, "receipt_differs", None]
    receipt = next(feed.receipts())
    assert (receipt.place, receipt.customer, receipt.method) == ("KOK-1", "C-1", "card")


def test_a_receipt_takes_its_head_from_the_first_good_row(folder: Path) -> None:
    feed = _sales(folder, ROW.replace("KOK-1", "KOK-9"), ROW.replace("10:15", "noon"), ROW)
    assert _problems(feed) == ["place_unknown", "time_unreadable", None]
    receipt = next(feed.receipts())
    assert receipt.place == "KOK-1" and receipt.at == datetime(2026, 2, 2, 5, 15, tzinfo=UTC)


def test_a_receipt_without_a_time_takes_its_neighbours(folder: Path) -> None:
    bad = ROW.replace("2026-02-02T10:15", "soon")
    feed = _sales(folder, bad, ROW.replace("1001", "1002"), bad.replace("1001", "1003"))
    assert {receipt.at for receipt in feed.receipts()} == {datetime(2026, 2, 2, 5, 15, tzinfo=UTC)}
    assert _problems(feed) == ["time_unreadable", None, "time_unreadable"]
    assert _broken(_sales(folder, bad, bad)) == ("value_type", "sales.csv, column at: no time can be read")
