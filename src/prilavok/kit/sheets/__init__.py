"""Reads one table from a file that people send: CSV in any usual writing, JSON lines, the first sheet of an XLSX book.

Every cell becomes text as it is meant; nothing is guessed beyond that. What cannot be read is refused with what to do
about it. Bounded in bytes, rows, columns and letters; a formula is never computed, its stored result is read.
Words: sheet, heading, cell; torn row, one that does not have the width of its headings.
"""

from prilavok.kit.sheets.cells import lost_digits, whole_digits
from prilavok.kit.sheets.layout import why_heading
from prilavok.kit.sheets.lines import refused_line
from prilavok.kit.sheets.opening import open_sheet
from prilavok.kit.sheets.types import MOST_BYTES, MOST_ROWS, Sheet, SheetRefused, SheetRow

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "Sheet",
    "SheetRefused",
    "SheetRow",
    "lost_digits",
    "open_sheet",
    "refused_line",
    "whole_digits",
    "why_heading",
]
