"""What a sheet is once it is open, its limits, and why a file is refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 500_000
MOST_COLUMNS = 200
MOST_LETTERS = 32_767  # in one cell, as in Excel

_REASONS = {
    "empty": _("The file is empty."),
    "no_rows": _("The file has headings and no rows."),
    "wrong_type": _("This is not a CSV, XLSX or JSON lines file. Save the table as one of them and send it again."),
    "old_book": _("This is a book of the old XLS kind or with a password. Save it as XLSX without a password."),
    "encoding": _("The letters cannot be read: neither UTF-8, UTF-16 nor windows-1251. Save the file as CSV UTF-8."),
    "cut": _("The file “%(where)s” is cut short or damaged. Export it once more and send it whole."),
    "damaged": _("The file is damaged at %(where)s. Export it once more and send it again."),
    "no_headings": _("The first row must name the columns."),
    "headings_twice": _("Two columns have the same heading: %(where)s. Give each a heading of its own."),
    "too_many_columns": _("The file has more than %(where)s columns."),
    "too_many_rows": _("The file has more than %(where)s rows. Divide it into several."),
    "too_big": _("Unpacked the file is too big. Divide it into several."),
    "too_long": _("The row is too long to be true: %(where)s."),
}


#: the same where the place is a row: its number in the file, the headings being the first
_AT_ROWS = {
    "cut": _("The file is cut short at row %(where)s. Export it once more and send it whole."),
    "damaged": _(
        "The file is damaged at row %(where)s. Mend that row, or export the file once more, and send it again."
    ),
    "too_long": _("Row %(where)s is too long to be true."),
}


class SheetRefused(Refused):
    """A file that is no readable table. reason: a key of the list above; where: the place in it, a number is a row."""

    def __init__(self, reason: str, where: object = "") -> None:
        told = _AT_ROWS.get(reason) if isinstance(where, int) else None
        super().__init__(f"sheet.{reason}", told or _REASONS[reason], where=where)
        self.reason = reason
        self.where = where


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that is not empty: its number from 1 after the headings, its cells as text.

    problem: "" or why the row cannot be trusted: columns_differ, quotes_odd, cell_error, formula_empty, value_nested,
    not_json. sent: of JSON lines, the line as it came where its cells do not tell it, else ""; None in tables.
    """

    number: int
    cells: tuple[str, ...]
    problem: str = ""
    sent: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open table. kind: csv, xlsx or jsonl. encoding: of text files. rows: reads afresh at every call."""

    kind: str
    columns: tuple[str, ...]
    encoding: str
    delimiter: str
    rows: Callable[[], Iterator[SheetRow]]


def check_headings(headings: list[str]) -> tuple[str, ...]:
    """Headings fit to be asked for by name: some, not too many, no two alike; an empty one gets its column's number."""
    told = [" ".join(_plain(one).split())[:120] for one in headings]
    while told and not told[-1]:
        told.pop()
    if not told or not any(told):
        raise SheetRefused("no_headings")
    if len(told) > MOST_COLUMNS:
        raise SheetRefused("too_many_columns", MOST_COLUMNS)
    named = [one or f"#{nth}" for nth, one in enumerate(told, 1)]
    for one in named:
        if named.count(one) > 1:
            raise SheetRefused("headings_twice", one)
    return tuple(named)


def fit_row(number: int, cells: list[str], width: int, problem: str = "", sent: str | None = None) -> SheetRow:
    """A row as wide as its headings; what stands beyond them must be empty."""
    if number > MOST_ROWS:
        raise SheetRefused("too_many_rows", MOST_ROWS)
    if not problem and (len(cells) < width or any(cells[width:])):
        problem = "columns_differ"
    trimmed = [_unguarded(_plain(cell).strip()[:MOST_LETTERS]) for cell in cells[:width]]
    return SheetRow(
        number, tuple(trimmed + [""] * (width - len(trimmed))), problem, sent if sent is None else _plain(sent)
    )


def _plain(text: str) -> str:
    """Without what no database keeps: the sign of nought, and halves of letters that JSON may name."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _unguarded(cell: str) -> str:
    """Without the apostrophe by which our own files and others keep a table from running a cell as a formula."""
    return cell[1:] if cell[:2] in {"'=", "'+", "'-", "'@"} else cell
