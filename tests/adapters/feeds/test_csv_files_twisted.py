"""Files of CSV with any rows and any damage: read or refused, never a crash; and what is written comes back."""

from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.adapters.feeds.test_csv_files import EXAMPLE, HEADER, NEW_YEAR

from prilavok.adapters.feeds.csv_files.adapter import CsvFiles
from prilavok.adapters.feeds.csv_files.sales import PROBLEMS
from prilavok.adapters.feeds.port import SourceBroken, SourceReceipt
from prilavok.kit.money import Money, exact_text

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
