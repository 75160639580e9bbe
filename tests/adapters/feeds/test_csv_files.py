"""CSV files of one's own: read exactly, refused as a whole where the source is broken, row by row where a row is."""

import itertools
import shutil
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from prilavok.adapters.feeds.csv_files import cells, text
from prilavok.adapters.feeds.csv_files.adapter import CsvFiles
from prilavok.adapters.feeds.csv_files.sales import PROBLEMS
from prilavok.adapters.feeds.port import SourceBroken, SourceReceipt
from prilavok.kit.money import Money, exact_text

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "src/prilavok/adapters/feeds/csv_files/examples/small_shop"
NEW_YEAR = datetime(2025, 1, 1, tzinfo=ZoneInfo("Asia/Almaty"))
HEADER = "receipt,at,place,customer,product,quantity,amount,promotion,method\n"
ROW = "1001,2026-02-02T10:15,KOK-1,C-1,TEA-1,250,1777.50,197.50,card\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "shop"
    shutil.copytree(EXAMPLE, copy)
    return copy


def _sales(folder: Path, *rows: str, header: str = HEADER) -> CsvFiles:
    (folder / "sales.csv").write_text(header + "".join(rows), "utf-8")
    return CsvFiles(folder)


def _problems(feed: CsvFiles) -> list[str | None]:
    return [line.problem for receipt in feed.receipts() for line in receipt.lines]


def _broken(feed: CsvFiles) -> tuple[str, str]:
    with pytest.raises(SourceBroken) as told:
        feed.totals()
    assert told.value.reason in {"file_missing", "file_cut", "file_type", "column_missing", "value_type"}
    return told.value.reason, told.value.where


def test_the_example_is_read_exactly(folder: Path) -> None:
    feed = CsvFiles(folder)
    totals = feed.totals()
    assert totals["lines"] == 4 and totals["receipts"] == 3 and totals["problems"] == 0
    assert totals["amount"] == 177750 + 498000 + 299000 + 395000
    assert totals["promotion"] == 19750 and totals["openings"] == 6 and totals["prices"] == 3
    assert totals["mailings"] == 2 and totals["redemptions"] == 1 and totals["files_windows_1251"] == 0
    assert (feed.currency, feed.prices_from_receipts, feed.opening_from_receipts) == ("KZT", False, False)
    first = next(feed.receipts())
    assert first.at == datetime(2026, 2, 2, 5, 15, tzinfo=UTC)
    assert (first.key, first.place, first.customer, first.method) == ("1001", "KOK-1", "C-1", "card")
    assert [(line.number, line.product, line.quantity, line.amount, line.promotion) for line in first.lines] == [
        (1, "TEA-1", 250, 177750, 19750),
        (2, "MUG-1", 2, 498000, 0),
    ]
    assert [dict(card.stock) for card in feed.cards()] == [
        {"KOK-1": 5000, "KOK-W": 20000},
        {"KOK-1": 12, "KOK-W": 40},
        {"KOK-1": 8, "KOK-W": 0},
    ]
    mug = list(feed.cards())[2]
    assert mug.name["ru"] == 'Кружка "Гость", 350 мл' and mug.prices == {"": 299000}
    assert [person.identifiers[0] for person in feed.customers()] == [
        ("card", "2990000900012"),
        ("card", "2990000900029"),
    ]
    ends_on: Callable[[], object] = feed.last_day
    assert ends_on() is None


def test_the_example_stands_in_the_document() -> None:
    document = (ROOT / "docs/loading.md").read_text("utf-8")
    for name in ("places", "products", "customers", "sales"):
        assert (EXAMPLE / f"{name}.csv").read_text("utf-8").strip() in document, name
    for code in PROBLEMS:
        assert f"`{code}`" in document, code


def _as_semicolons(content: str) -> bytes:
    # The example has no semicolons inside cells, and commas only inside quoted ones.
    quoted = False
    out = []
    for letter in content:
        quoted ^= letter == '"'
        out.append(";" if letter == "," and not quoted else letter)
    return "".join(out).encode("utf-8-sig")


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.encode("utf-8-sig"),
        lambda content: content.replace("\n", "\r\n").encode(),
        lambda content: content.replace("\n", "\n\n").encode(),
        _as_semicolons,
    ],
    ids=["mark", "crlf", "blank lines", "semicolons"],
)
def test_how_it_is_written_does_not_matter(folder: Path, change: Callable[[str], bytes]) -> None:
    before = CsvFiles(EXAMPLE)
    for path in folder.glob("*.csv"):
        path.write_bytes(change(path.read_text("utf-8")))
    after = CsvFiles(folder)
    assert after.totals() == before.totals()
    for rows in ("entities", "places", "cards", "customers", "campaigns", "receipts", "redemptions"):
        assert list(getattr(after, rows)()) == list(getattr(before, rows)()), rows


@pytest.mark.parametrize("name", ["places", "products", "customers", "coupons", "mailings", "redemptions"])
def test_a_last_line_without_an_end_may_have_been_longer(folder: Path, name: str) -> None:
    path = folder / f"{name}.csv"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    told, where = _broken(CsvFiles(folder))
    assert told == "file_cut" and f"{name}.csv" in where and "no line end" in where


def test_a_value_of_a_closed_list_shows_that_the_last_line_is_whole(folder: Path) -> None:
    before = CsvFiles(EXAMPLE).totals()
    path = folder / "sales.csv"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert CsvFiles(folder).totals() == before


def test_windows_1251_is_read_and_stated(folder: Path) -> None:
    path = folder / "products.csv"
    russian = (
        "code;name_ru;category;unit;price",
        "TEA-1;Чай чёрный;Напитки/Чай;gram;7900",
        "MUG-1;Кружка;Посуда;piece;2490",
        "MUG-2;Гость;Посуда;piece;2990",
    )
    path.write_bytes("".join(line + "\r\n" for line in russian).encode("cp1251"))
    feed = CsvFiles(folder)
    assert feed.totals()["files_windows_1251"] == 1
    assert feed.encodings()["products"] == "cp1251" and feed.encodings()["sales"] == "utf-8-sig"
    card = next(feed.cards())
    assert card.name == {"ru": "Чай чёрный"} and card.category_names == ({"ru": "Напитки"}, {"ru": "Чай"})
    assert feed.opening_from_receipts


def test_a_damaged_utf8_file_is_not_taken_for_windows_1251(folder: Path) -> None:
    path = folder / "products.csv"
    path.write_bytes(path.read_bytes().replace("Кружка".encode(), b"\xd0\xd0\x9a", 1))
    assert _broken(CsvFiles(folder)) == ("file_type", "products.csv: damaged UTF-8")


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


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-02-02T10:15", datetime(2026, 2, 2, 5, 15, tzinfo=UTC)),
        ("2026-02-02 10:15:30", datetime(2026, 2, 2, 5, 15, 30, tzinfo=UTC)),
        ("2026-02-02T10:15:30.250", datetime(2026, 2, 2, 5, 15, 30, 250000, tzinfo=UTC)),
        ("2026-02-02T10:15Z", datetime(2026, 2, 2, 10, 15, tzinfo=UTC)),
        ("2026-02-02T10:15+03:00", datetime(2026, 2, 2, 7, 15, tzinfo=UTC)),
        # Kazakhstan went from +6 to +5 on 2024-03-01.
        ("2024-02-29T10:15", datetime(2024, 2, 29, 4, 15, tzinfo=UTC)),
        ("2024-03-01T10:15", datetime(2024, 3, 1, 5, 15, tzinfo=UTC)),
    ],
)
def test_times_are_of_the_place(written: str, instant: datetime) -> None:
    assert cells.instant_cell(written, ZoneInfo("Asia/Almaty")) == instant


def test_a_time_the_clocks_skipped_is_refused_and_one_that_came_twice_is_the_first() -> None:
    zone = ZoneInfo("America/New_York")
    with pytest.raises(cells.Unreadable):
        cells.instant_cell("2026-03-08T02:30", zone)
    assert cells.instant_cell("2026-11-01T01:30", zone).astimezone(UTC) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ("1234.50", 123450),
        ("1234,5", 123450),
        ("1 234,50", 123450),
        ("1\u00a0234\u202f567", 123456700),
        ("0", 0),
        ("-5.00", -500),
        ("007", 700),
    ],
)
def test_amounts(written: str, units: int) -> None:
    assert cells.amount_cell(written, "KZT") == units


@pytest.mark.parametrize(
    "written",
    [
        "1,250",
        "1.250",
        "1,250.00",
        "12 34",
        "1 2345",
        "",
        " ",
        "+5",
        "٣",
        "1_000",
        "0x1",
        "5 ₸",
        "1e3",
        "inf",
        "--1",
        "1.",
        ".5",
        "1" * 19,
    ],
)
def test_an_amount_that_could_mean_two_things_is_none(written: str) -> None:
    with pytest.raises(cells.Unreadable):
        cells.amount_cell(written, "KZT")


def test_decimals_are_those_of_the_currency() -> None:
    assert cells.amount_cell("1250", "JPY") == 1250
    assert cells.amount_cell("1.250", "KWD") == 1250
    with pytest.raises(cells.Unreadable):
        cells.amount_cell("1250.0", "JPY")


def test_the_digest_follows_the_roles_and_bytes_only(folder: Path, tmp_path: Path) -> None:
    told = CsvFiles(folder).fingerprint()
    moved = folder.rename(tmp_path / "another name")
    assert CsvFiles(moved).fingerprint() == told == CsvFiles(EXAMPLE).fingerprint()
    (moved / "notes.txt").write_text("not of the source")
    assert CsvFiles(moved).fingerprint() == told
    coupons, mailings = (moved / "coupons.csv").read_bytes(), (moved / "mailings.csv").read_bytes()
    (moved / "coupons.csv").write_bytes(mailings)
    (moved / "mailings.csv").write_bytes(coupons)
    assert CsvFiles(moved).fingerprint() != told
    (moved / "coupons.csv").write_bytes(coupons)
    (moved / "mailings.csv").write_bytes(mailings + b"\n")
    assert CsvFiles(moved).fingerprint() != told


def test_own_notes_are_passed_over(folder: Path) -> None:
    feed = _sales(folder, ROW.replace("\n", ",anything\n"), header=HEADER.replace("\n", ",x_cashier\n"))
    assert _problems(feed) == [None]


def test_limits(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_FILE_BYTES", 20)
    assert _broken(CsvFiles(folder))[0] == "file_type"


def test_a_long_file_is_read_as_a_stream(folder: Path) -> None:
    """A file of 16 MB is read in a fraction of its size: of what was read only the keys stay."""
    with (folder / "sales.csv").open("w") as file:
        file.write(HEADER.replace("\n", ",x_padding\n"))
        for nth in range(2000):
            file.writelines(ROW.replace("1001", f"R{nth}").replace("\n", f",{'.' * 4000}\n") for _ in range(2))
    assert (folder / "sales.csv").stat().st_size > 16_000_000
    feed = CsvFiles(folder)
    tracemalloc.start()
    lines = sum(len(receipt.lines) for receipt in feed.receipts())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert lines == 4000
    assert peak < 5_000_000


CELL = st.one_of(
    st.sampled_from(["1001", "1002", "KOK-1", "C-1", "TEA-1", "250", "1777.50", "card", "2026-02-02T10:15", "", "-1"]),
    st.text(st.characters(codec="utf-8"), max_size=12),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELL, min_size=0, max_size=11), max_size=12), st.sampled_from([",", ";"]), st.booleans())
@example([["1001"]], ",", True)
@example([['"']], ",", True)
def test_any_rows_are_read_or_refused_and_never_a_crash(
    folder: Path, rows: list[list[str]], delimiter: str, ended: bool
) -> None:
    content = HEADER.replace(",", delimiter) + "\n".join(delimiter.join(row) for row in rows) + "\n" * ended
    (folder / "sales.csv").write_bytes(content.encode())
    _read_all(CsvFiles(folder))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["places", "products", "customers", "sales", "campaigns", "coupons", "mailings", "redemptions"]),
    st.integers(0, 2000),
    st.binary(max_size=8),
    st.integers(0, 8),
)
def test_any_damage_to_any_file_is_read_or_refused_and_never_a_crash(
    folder: Path, name: str, where: int, put: bytes, taken: int
) -> None:
    original = (EXAMPLE / f"{name}.csv").read_bytes()
    at = where % len(original)
    (folder / f"{name}.csv").write_bytes(original[:at] + put + original[at + taken :])
    try:
        _read_all(CsvFiles(folder))
    finally:
        (folder / f"{name}.csv").write_bytes(original)


def _read_all(feed: CsvFiles) -> None:
    try:
        totals = feed.totals()
    except SourceBroken as broken:
        assert broken.where
        return
    lines = [line for receipt in feed.receipts() for line in receipt.lines]
    assert totals["lines"] == len(lines) and totals["amount"] == sum(line.amount for line in lines)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    for line in lines:
        assert line.problem is None or line.problem in PROBLEMS
        if line.problem is None:
            assert min(line.quantity, line.amount, line.promotion, line.match, line.coupon) >= 0
            assert line.product in {"TEA-1", "MUG-1", "MUG-2"} or totals["cards"] >= 0
    list(feed.sold()), list(feed.entities()), list(feed.redemptions())


SALE = st.tuples(
    st.sampled_from(["C-1", "C-2", ""]),
    st.integers(0, 60_000_000).map(lambda seconds: NEW_YEAR + timedelta(seconds=seconds)),
    st.sampled_from(["KOK-1", "KOK-W"]),
    st.lists(
        st.tuples(
            st.sampled_from(["TEA-1", "MUG-1"]), st.integers(0, 10**6), st.integers(0, 10**12), st.integers(0, 10**6)
        ),
        min_size=1,
        max_size=4,
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SALE, min_size=1, max_size=6), st.booleans(), st.booleans())
def test_what_is_written_comes_back(
    folder: Path, sales: list[tuple[str, datetime, str, list[tuple[str, int, int, int]]]], comma: bool, ended: bool
) -> None:
    """A round trip: whatever is written by the document's rules is read back to the tiyn."""
    delimiter, rows = (";" if comma else ","), []
    for nth, (customer, at, place, lines) in enumerate(sales):
        for product, quantity, amount, promotion in lines:
            money = [exact_text(Money(units, "KZT")) for units in (amount, promotion)]
            shown = [text.replace(".", ",") if comma else text for text in money]
            head = f"R-{nth}", f"{at:%Y-%m-%d %H:%M:%S}", place, customer
            rows.append(delimiter.join((*head, product, str(quantity), *shown, "card")))
    content = HEADER.replace(",", delimiter) + "\n".join(rows) + "\n" * ended
    (folder / "sales.csv").write_text(content, "utf-8")
    feed = CsvFiles(folder)
    assert feed.totals()["problems"] == 0
    read: list[SourceReceipt] = list(feed.receipts())
    assert [(receipt.key, receipt.customer, receipt.at, receipt.place) for receipt in read] == [
        (f"R-{nth}", customer, at, place) for nth, (customer, at, place, _) in enumerate(sales)
    ]
    assert [
        [(line.product, line.quantity, line.amount, line.promotion) for line in receipt.lines] for receipt in read
    ] == [lines for *_, lines in sales]
