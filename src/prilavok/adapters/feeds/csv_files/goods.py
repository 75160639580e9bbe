"""products.csv: what is sold, at what list price, and what lay where. Every row must be right, or nothing is read."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import partial

from prilavok.adapters.feeds.csv_files.cells import (
    MAX_UNITS,
    Unreadable,
    amount_cell,
    choice_cell,
    code_cell,
    whole_cell,
)
from prilavok.adapters.feeds.csv_files.folder import CsvFolder, must_read, row_refused
from prilavok.adapters.feeds.csv_files.ground import words_in
from prilavok.adapters.feeds.csv_files.table import CsvRow
from prilavok.adapters.feeds.port import SourceBroken, SourceCard
from prilavok.kit.words import LANGUAGES, Words

UNITS = ("piece", "gram", "millilitre")
PRODUCT_CODE = 60
LONGEST_PATH, LONGEST_SHELF, DEEPEST = 200, 80, 6
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def read_card_rows(folder: CsvFolder, places: Collection[str], currency: str) -> Iterator[SourceCard]:
    """Give the cards in the order of the file. places: the codes that price and stock columns may name."""
    table = folder.table("products")
    for column in table.columns:
        place = column.partition("@")[2]
        if place and column.startswith(("price@", "stock@")) and place not in places:
            raise SourceBroken("value_type", f"products.csv, header: {column}: no such place")
    seen: set[str] = set()
    for row in folder.rows("products"):
        code = must_read("products", row, "code", partial(code_cell, longest=PRODUCT_CODE))
        if code in seen:
            raise row_refused("products", row, "code", f"{code!r} twice")
        seen.add(code)
        category = must_read("products", row, "category", _read_path)
        unit = must_read("products", row, "unit", partial(choice_cell, allowed=UNITS))
        yield SourceCard(
            code=code,
            name=words_in("products", row, "name", needed=True),
            category=category,
            unit=unit,
            category_names=_category_names(row, category),
            description=words_in("products", row, "description"),
            brand=must_read("products", row, "brand", partial(_read_at_most, longest=80)),
            maker=must_read("products", row, "maker", partial(_read_at_most, longest=80)),
            package=must_read("products", row, "package", partial(_read_at_most, longest=60)),
            barcode=must_read("products", row, "barcode", partial(_read_at_most, longest=40)) or None,
            prices=_by_place(row, "price", table.columns, partial(_read_price, currency=currency)),
            price_per=must_read("products", row, "price_per", _read_per) or (1 if unit == "piece" else 1000),
            stock=_by_place(row, "stock", table.columns, _read_count),
        )


def _by_place(row: CsvRow, what: str, columns: tuple[str, ...], read: Callable[[str], int]) -> dict[str, int]:
    """Return the values of the columns `what` (for all places, "") and `what@PLACE`; empty cells say nothing."""
    return {
        column.partition("@")[2]: must_read("products", row, column, read)
        for column in columns
        if (column == what or column.startswith(f"{what}@")) and row.get(column)
    }


def _category_names(row: CsvRow, category: tuple[str, ...]) -> tuple[Words, ...]:
    """Return the words of each level; where no column tells them, the path's own words, Cyrillic ones as Russian."""
    told = words_in("products", row, "category")
    if not told:
        return tuple({"ru" if _CYRILLIC.search(part) else "en": part} for part in category)
    names: list[Words] = [{} for _ in category]
    for language in LANGUAGES:
        if language not in told:
            continue
        parts = [part.strip() for part in told[language].split("/")]
        if len(parts) != len(category) or not all(parts):
            raise row_refused("products", row, f"category_{language}", "not as deep as category")
        for name, part in zip(names, parts, strict=True):
            name[language] = part
    return tuple(names)


def _read_path(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split("/"))
    if not all(parts) or len(parts) > DEEPEST or len(text) > LONGEST_PATH or max(map(len, parts)) > LONGEST_SHELF:
        raise Unreadable(text[:40])
    return parts


def _read_price(text: str, currency: str) -> int:
    return _not_negative(text, amount_cell(text, currency))


def _read_count(text: str) -> int:
    return _not_negative(text, whole_cell(text))


def _read_per(text: str) -> int:
    if text not in {"", "1", "100", "1000"}:
        raise Unreadable(text[:40])
    return int(text or 0)


def _read_at_most(text: str, longest: int) -> str:
    if len(text) > longest:
        raise Unreadable(text[:40])
    return text


def _not_negative(text: str, number: int) -> int:
    if not 0 <= number <= MAX_UNITS:
        raise Unreadable(text[:40])
    return number
