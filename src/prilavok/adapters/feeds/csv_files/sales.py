"""sales.csv as a stream: rows that stand together become receipts, and a wrong row says what is wrong with it."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from prilavok.adapters.feeds.csv_files.cells import MAX_UNITS, Unreadable, amount_cell, instant_cell, whole_cell
from prilavok.adapters.feeds.csv_files.table import CsvRow, CsvTable
from prilavok.adapters.feeds.port import SourceBroken, SourceLine, SourceReceipt

#: every code a row can be refused by, with what it means; docs/loading.md lists the same
PROBLEMS = {
    "columns_differ": "the row has more or fewer cells than the header",
    "receipt_unreadable": "the receipt's key is empty or longer than 30 characters",
    "receipt_torn": "the receipt's rows do not stand together: its key came before, and others between",
    "receipt_differs": "place, time, customer or method are not those of the receipt's first good row",
    "place_unknown": "no such code in places.csv",
    "time_unreadable": "not a date with a time, or a time that the clocks of the place skipped",
    "customer_unknown": "no such code in customers.csv",
    "product_unknown": "no such code in products.csv",
    "method_unknown": "not one of the ways to pay",
    "quantity_unreadable": "not a whole number",
    "amount_unreadable": "not an exact amount of the currency",
    "promotion_unreadable": "not an exact amount of the currency",
    "match_unreadable": "not an exact amount of the currency",
    "coupon_unreadable": "not an exact amount of the currency",
    "negative": "a quantity or an amount below zero: returns are not sales",
    "too_large": "a quantity or an amount of sixteen digits or more",
}
METHODS = ("cash", "card", "transfer", "instalment", "points", "gift_card", "outside", "unstated")
#: a receipt's key becomes part of the order's number, which has 32 characters
RECEIPT_KEY = 30
PRODUCT_SHOWN = 60
AMOUNTS = ("amount", "promotion", "match", "coupon")
HELD_AT_MOST = 10_000
#: stands in a receipt without a readable time until its neighbour's is put there; it never leaves this file
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """The codes that sales may refer to, and the zone of each place."""

    zones: Mapping[str, ZoneInfo]
    products: Collection[str]
    customers: Collection[str]
    currency: str


def read_receipt_rows(table: CsvTable, known: KnownCodes) -> Iterator[SourceReceipt]:
    """Give the receipts in the order of the file. Raises SourceBroken where the file is cut or no time is readable.

    A receipt of which no row has a readable time takes the time of the one before it (at the beginning, after it);
    all its rows are refused, so the time only keeps the order.
    """
    held: list[SourceReceipt] = []
    latest: datetime | None = None
    for receipt, timed in _group(table, known):
        if timed:
            yield from (replace(early, at=receipt.at) for early in held)
            held, latest = [], receipt.at
            yield receipt
        elif latest is not None:
            yield replace(receipt, at=latest)
        else:
            held.append(receipt)
            if len(held) > HELD_AT_MOST:
                break
    if held:
        raise SourceBroken("value_type", f"{table.name}, column at: no time can be read")


def _group(table: CsvTable, known: KnownCodes) -> Iterator[tuple[SourceReceipt, bool]]:
    """Give each receipt, and whether a time of it could be read."""
    # Eight bytes a key keep millions of receipts in memory; that two of ten million share a digest is one in 300,000.
    seen: set[int] = set()
    for key, rows in groupby(table.rows(), key=_key):
        digest = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest())
        receipt, timed = _receipt(key, held := list(_checked(table, rows)), known, torn=digest in seen)
        last = held[-1]
        # Behind a last line without its end the file may be cut; only what is beyond doubt is taken.
        if last.unended and (receipt.lines[-1].problem or not last.get(table.last_column)):
            why = receipt.lines[-1].problem or f"{table.last_column} is empty"
            raise SourceBroken("file_cut", f"{table.name}, row {last.number}: the last line has no end, and {why}")
        yield receipt, timed
        seen.add(digest)


def _key(row: CsvRow) -> str:
    """Return what rows of one receipt share; a row whose key cannot be read stands alone."""
    key = row.get("receipt")
    return key if 0 < len(key) <= RECEIPT_KEY else f"?{row.number}"


def _checked(table: CsvTable, rows: Iterator[CsvRow]) -> Iterator[CsvRow]:
    for row in rows:
        if row.folded:
            # Two stray quotation marks can swallow the rows between them; nothing in sales needs a line break.
            raise SourceBroken("file_type", f"{table.name}, row {row.number}: a line break inside a cell")
        yield row


def _receipt(key: str, rows: list[CsvRow], known: KnownCodes, *, torn: bool) -> tuple[SourceReceipt, bool]:
    times = [_time(row, known) for row in rows]
    problems = [_head_problem(row, at, known) for row, at in zip(rows, times, strict=True)]
    good = next((nth for nth, problem in enumerate(problems) if problem is None), None)
    timed = next((nth for nth, at in enumerate(times) if at is not None), 0)
    head = rows[good if good is not None else timed]
    at = times[good if good is not None else timed]
    agreed = _head(head)
    lines = []
    for row, problem in zip(rows, problems, strict=True):
        if problem is None and torn:
            problem = "receipt_torn"
        if problem is None and row is not head and _head(row) != agreed:
            problem = "receipt_differs"
        lines.append(_line(row, known, problem))
    receipt = SourceReceipt(
        key, head.get("place"), head.get("customer"), at or NO_TIME, tuple(lines), head.get("method") or "unstated"
    )
    return receipt, at is not None


def _head(row: CsvRow) -> tuple[str, ...]:
    return tuple(row.get(column) for column in ("place", "at", "customer", "method"))


def _time(row: CsvRow, known: KnownCodes) -> datetime | None:
    """Return the row's instant; at an unknown place by the clock of the first one, for the order's sake."""
    zone = known.zones.get(row.get("place")) or next(iter(known.zones.values()))
    try:
        return instant_cell(row.get("at"), zone)
    except Unreadable:
        return None


def _head_problem(row: CsvRow, at: datetime | None, known: KnownCodes) -> str | None:
    """Return what is wrong with what a row says of its receipt, or None."""
    if row.torn:
        return "columns_differ"
    if not 0 < len(row.get("receipt")) <= RECEIPT_KEY:
        return "receipt_unreadable"
    if row.get("place") not in known.zones:
        return "place_unknown"
    if at is None:
        return "time_unreadable"
    if row.get("customer") and row.get("customer") not in known.customers:
        return "customer_unknown"
    return None if (row.get("method") or "unstated") in METHODS else "method_unknown"


def _line(row: CsvRow, known: KnownCodes, problem: str | None) -> SourceLine:
    """Return the row as a line with the first problem found; what of it can be read is read all the same."""
    if problem is None and row.get("product") not in known.products:
        problem = "product_unknown"
    numbers = {"quantity": 0, **dict.fromkeys(AMOUNTS, 0)}
    for column in numbers:
        text = row.get(column)
        try:
            if column == "quantity":
                numbers[column] = whole_cell(text)
            elif text or column == "amount":
                numbers[column] = amount_cell(text, known.currency)
        except Unreadable:
            problem = problem or f"{column}_unreadable"
    if min(numbers.values()) < 0:
        problem = problem or "negative"
    for column, number in numbers.items():
        if abs(number) > MAX_UNITS:
            numbers[column] = 0
            problem = problem or "too_large"
    return SourceLine(
        row.number,
        row.get("product")[:PRODUCT_SHOWN],
        numbers["quantity"],
        numbers["amount"],
        numbers["promotion"],
        numbers["match"],
        numbers["coupon"],
        problem,
    )
