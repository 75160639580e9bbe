"""CSV files of one's own: read exactly, refused as a whole where the source is broken, row by row where a row is."""

import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from prilavok.adapters.feeds.csv_files import text
from prilavok.adapters.feeds.csv_files.adapter import CsvFiles
from prilavok.adapters.feeds.csv_files.sales import PROBLEMS
from prilavok.adapters.feeds.port import SourceBroken

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "src/prilavok/adapters/feeds/csv_files/examples/small_shop"
NEW_YEAR = datetime(2025, 1, 1, tzinfo=ZoneInfo("Asia/Almaty"))
HEADER = "receipt,at,place,customer,product,quantity,amount,promotion,method\n"
ROW = "1001,2026-02-02T10:15,KOK-1,C-1,TEA-1,250,1777.50,197.50,card\n"


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
