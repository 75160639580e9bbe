"""places.csv and customers.csv: who sells where, and to whom. Every row must be right, or nothing is read."""

from collections.abc import Callable, Iterator
from functools import partial

from prilavok.adapters.feeds.csv_files.cells import (
    Unreadable,
    choice_cell,
    code_cell,
    currency_cell,
    email_cell,
    hours_cell,
    phone_cell,
    words_cell,
    zone_cell,
)
from prilavok.adapters.feeds.csv_files.folder import CsvFolder, must_read, row_refused
from prilavok.adapters.feeds.csv_files.table import CsvRow
from prilavok.adapters.feeds.port import SourceCustomer, SourceEntity, SourcePlace
from prilavok.kit.words import LANGUAGES, Words

PLACE_KINDS = ("store", "warehouse", "pickup", "office", "transit")
PLACE_CODE, CUSTOMER_CODE, ENTITY_CODE = 40, 40, 40
LONGEST_NAME = 300
#: what names a person, the one that sales arrive with first
CONTACTS: dict[str, Callable[[str], str]] = {
    "card": partial(code_cell, longest=64),
    "phone": phone_cell,
    "email": email_cell,
}


def words_in(name: str, row: CsvRow, column: str, *, needed: bool = False) -> Words:
    """Return the words of a column. Raises SourceBroken where they are too long, or needed and empty."""
    try:
        words = words_cell(row.cells, column)
    except Unreadable as trouble:
        raise row_refused(name, row, column, "too long") from trouble
    if needed and not words:
        raise row_refused(name, row, column, "empty in every language")
    return words


def read_place_rows(folder: CsvFolder) -> Iterator[SourcePlace]:
    """Give the places in the order of the file; all must have one currency."""
    seen: set[str] = set()
    currency = ""
    for row in folder.rows("places"):
        code = must_read("places", row, "code", partial(code_cell, longest=PLACE_CODE))
        if code in seen:
            raise row_refused("places", row, "code", f"{code!r} twice")
        seen.add(code)
        money = must_read("places", row, "currency", currency_cell)
        if currency and money != currency:
            raise row_refused("places", row, "currency", f"{money} beside {currency}")
        currency = money
        yield SourcePlace(
            code=code,
            name=words_in("places", row, "name", needed=True),
            kind=must_read("places", row, "kind", partial(choice_cell, allowed=PLACE_KINDS)),
            zone=must_read("places", row, "zone", zone_cell).key,
            currency=money,
            entity=must_read("places", row, "entity", partial(code_cell, longest=ENTITY_CODE)),
            hours=must_read("places", row, "hours", hours_cell),
            address=words_in("places", row, "address"),
        )
    if not seen:
        raise row_refused("places", CsvRow(0, {}, False, False), "code", "no place at all")


def read_entity_rows(folder: CsvFolder) -> Iterator[SourceEntity]:
    """Give each legal entity of the places once; one without a name is called by its code, and marked generated."""
    seen: dict[str, SourceEntity] = {}
    for row in folder.rows("places"):
        code = must_read("places", row, "entity", partial(code_cell, longest=ENTITY_CODE))
        name = words_in("places", row, "entity_name")
        entity = SourceEntity(
            code=code,
            name=name or dict.fromkeys(LANGUAGES, code),
            kind=must_read("places", row, "entity_kind", _read_kind),
            country=must_read("places", row, "country", _read_country),
            tax_number=must_read("places", row, "tax_number", partial(_read_short, longest=20)) or None,
            generated=not name,
        )
        if seen.setdefault(code, entity) != entity:
            raise row_refused("places", row, "entity", f"{code!r} told differently in another row")
    yield from seen.values()


def read_customer_rows(folder: CsvFolder) -> Iterator[SourceCustomer]:
    """Give the customers in the order of the file, each with a card, a phone or an e-mail at least."""
    seen: set[str] = set()
    for row in folder.rows("customers"):
        code = must_read("customers", row, "code", partial(code_cell, longest=CUSTOMER_CODE))
        if code in seen:
            raise row_refused("customers", row, "code", f"{code!r} twice")
        seen.add(code)
        identifiers = tuple(
            (kind, must_read("customers", row, kind, read)) for kind, read in CONTACTS.items() if row.get(kind)
        )
        if not identifiers:
            raise row_refused("customers", row, "card", "no card, phone or email")
        yield SourceCustomer(
            code,
            identifiers,
            must_read("customers", row, "name", partial(_read_short, longest=LONGEST_NAME)),
            must_read("customers", row, "language", partial(choice_cell, allowed=("", *LANGUAGES))),
            must_read("customers", row, "made_up", partial(choice_cell, allowed=("", "0", "1"))) == "1",
        )


def _read_kind(text: str) -> str:
    return _read_short(text, longest=24) or "unstated"


def _read_country(text: str) -> str:
    if len(text) != 2 or not (text.isascii() and text.isalpha() and text.isupper()):
        raise Unreadable(text[:40])
    return text


def _read_short(text: str, longest: int) -> str:
    if len(text) > longest:
        raise Unreadable(text[:40])
    return text
