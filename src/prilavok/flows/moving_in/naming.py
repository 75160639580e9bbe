"""Which rows of a kept list tell of somebody, by what names them; and what stays of such a row after an erasure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from prilavok.domains.customers.actions import read_listed
from prilavok.domains.imports.types import ListView
from prilavok.flows.moving_in.persons import CONTACTS
from prilavok.flows.moving_in.portion import ERASED, KeptRow, blank_line, every_row
from prilavok.insights.person_mentions import Named, pattern_of
from prilavok.kit.errors import Refused
from prilavok.kit.sheets import whole_digits

#: what stays of a row of an order: of what, when, where and for how much it was, so that sums still add up
_OF_ORDERS = frozenset({"number", "at", "amount", "place", "product", "quantity", "status", "method", "currency"})
#: so written, the pattern finds them by itself
_PLAIN = {"phone": re.compile(r"(?:[0-9+][ ()./-]{0,3})*"), "email": re.compile("[!-~]*")}


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom rows are looked through for. names: kind and value. pattern: what finds them in any cell, if anything.

    contacts: the kinds of contacts among the names.
    """

    names: frozenset[tuple[str, str]]
    pattern: re.Pattern[str] | None
    contacts: tuple[str, ...]

    @classmethod
    def of(cls, named: Named) -> "Sought":
        """By what a person is named."""
        pattern = pattern_of(named)
        kinds = {kind for kind, _value in named}
        contacts = tuple(kind for kind in CONTACTS if kind in kinds)
        return cls(frozenset(named), re.compile(pattern, re.IGNORECASE) if pattern else None, contacts)

    def stands_in(self, text: str) -> bool:
        """Whether a contact or a long number of theirs stands in a text."""
        return self.pattern is not None and self.pattern.search(text) is not None


def blanked(told: ListView, sought: Sought, at: datetime) -> Iterator[tuple[int, bytes]]:
    """Where the rows begin that tell of them, and what is to stand there. Of an order all rows go: it is one thing.

    Raises NotFound where the file is gone.
    """
    orders = told.subject == "orders"

    def together(kept: KeptRow) -> object:
        return (orders and kept.row.get("number")) or kept.begins

    stay = [orders and told.mapping.get(column) in _OF_ORDERS for column in told.columns]
    for _number, several in groupby(every_row(told, at), together):
        rows = [kept for kept in several if kept.row.problem != ERASED]
        if any(_tells_of(told, kept, sought) for kept in rows):
            for kept in rows:
                cells = [
                    cell if stays and not sought.stands_in(cell) else ""
                    for cell, stays in zip(kept.cells, stay, strict=True)
                ]
                yield kept.begins, blank_line(kept, cells)


def _tells_of(told: ListView, kept: KeptRow, sought: Sought) -> bool:
    if sought.stands_in("\n".join((*kept.cells, *kept.beyond, kept.sent or ""))):
        return True
    if kept.row.get("code") and ("import", f"{told.source}:{kept.row.get('code')}") in sought.names:
        return True
    return any(_is_theirs(kind, text, sought) for kind in sought.contacts for text in kept.row.all(kind))


def _is_theirs(kind: str, text: str, sought: Sought) -> bool:
    if kind in _PLAIN and _PLAIN[kind].fullmatch(text):
        return False
    try:
        return any((kind, one.value) in sought.names for one in read_listed(kind, whole_digits(text)))
    except Refused:
        return False
