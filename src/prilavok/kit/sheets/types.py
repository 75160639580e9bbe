"""What a sheet is once it is open, its limits, and why a file is refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 500_000
MOST_COLUMNS = 200
MOST_LETTERS = 32_767  # in one cell, as in Excel
#: letters of a cell that are held while it is read; of a longer one it is known that it is too long
MOST_HELD = 2 * MOST_LETTERS
#: the end of a cell that had more letters than a table holds
CUT = "#…"
#: in a refused row: a cell that did not come, and a formula of whose result nothing is known
NOT_SENT, NO_RESULT = "#?", "=?"

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
    not_json, cell_cut. sent: of JSON lines, the line as it came where its cells do not tell it, else ""; None in
    tables. beyond: of a row wider than its headings, the cells that stand beyond them.
    """

    number: int
    cells: tuple[str, ...]
    problem: str = ""
    sent: str | None = None
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open table. kind: csv, xlsx or jsonl. encoding: of text files. rows: reads afresh at every call."""

    kind: str
    columns: tuple[str, ...]
    encoding: str
    delimiter: str
    rows: Callable[[], Iterator[SheetRow]]
