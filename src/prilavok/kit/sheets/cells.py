"""Cells of a book's sheet: strings, numbers as Excel shows them, dates by their style, results of formulas, errors."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from prilavok.kit.sheets.types import MOST_COLUMNS, MOST_HELD, MOST_ROWS, NO_RESULT, SheetRefused

# Built-in number formats that are dates or times (ECMA-376, 18.8.30).
_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[0-9]{1,9}")
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_POWERS = re.compile(r"([0-9])(?:[.,]([0-9]+))?[EeЕе]\+?([0-9]{1,2})")
_EXACT = 15  # digits of a number that a table keeps
# What Excel takes, empty ones too; and elements of a sheet that are neither rows nor cells, such as merged areas.
_ROWS_THERE, _CELLS_THERE, _OTHERS_THERE = 1_048_576, 16_384, 10_000_000
_LAST_DAY = 2_957_000  # in 9999, whichever year days are counted from


def date_styles(styles: Sequence[int], formats: Mapping[int, str]) -> frozenset[int]:
    """Numbers of the cell styles whose number format is a date."""

    def is_date(number: int) -> bool:
        if number in formats:
            plain = _QUOTED.sub("", formats[number]).lower()
            return bool(re.search(r"[dyh]|m{3,}|mm?[./-]|[./-]mm?|s", plain)) and "general" not in plain
        return number in _DATES

    return frozenset(style for style, number in enumerate(styles) if is_date(number))


class CellReader:
    """Hears the elements of a sheet and gives its rows."""

    def __init__(self, strings: Sequence[str], dates: frozenset[int], from_1904: bool) -> None:
        self._strings, self._dates = strings, dates
        self._epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  # a wall clock
        self._rows: list[tuple[list[str], str]] = []
        self._cells: list[str] = []
        self._problem = ""
        self._column = 0
        self._kind = self._style = ""
        self._formula = self._listening = self._phonetic = False
        self._text: list[str] = []
        self._held = self._rows_told = self._cells_told = self._others_told = 0

    def taken(self) -> Iterator[tuple[list[str], str]]:
        """The rows heard since the last call."""
        heard, self._rows = self._rows, []
        yield from heard

    def start(self, tag: str, told: Mapping[str, str]) -> None:
        """An element begins."""
        local = tag.rpartition(":")[2]
        if local == "row":
            self._cells, self._problem, self._column = [], "", 0
            self._cells_told = 0
            self._rows_told += 1
            if self._rows_told > _ROWS_THERE:
                raise SheetRefused("too_many_rows", MOST_ROWS)
        elif local == "c":
            self._column = self._place(told.get("r", ""))
            self._kind, self._style = told.get("t", "n"), told.get("s", "")
            self._formula, self._text, self._held = False, [], 0
            self._cells_told += 1
            if self._cells_told > _CELLS_THERE:
                raise SheetRefused("too_many_columns", MOST_COLUMNS)
        elif local == "f":
            self._formula = True
        elif local == "rPh":
            self._phonetic = True
        elif local not in {"v", "t"}:
            self._others_told += 1
            if self._others_told > _OTHERS_THERE:
                raise SheetRefused("too_big")
        self._listening = local in {"v", "t"} and not self._phonetic

    def letters(self, text: str) -> None:
        """Text inside an element."""
        if self._listening and self._held < MOST_HELD:
            self._text.append(text)
            self._held += len(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        local = tag.rpartition(":")[2]
        self._listening = False
        if local == "rPh":
            self._phonetic = False
        elif local == "c":
            self._put("".join(self._text))
        elif local == "row" and (any(cell.strip() for cell in self._cells) or self._problem):
            self._rows.append((self._cells, self._problem))

    def _place(self, told: str) -> int:
        match = _PLACE.fullmatch(told)
        if match is None:
            return self._column + 1
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        return column

    def _put(self, text: str) -> None:
        value = self._value(text)
        if not value:
            return
        if self._column > MOST_COLUMNS:
            raise SheetRefused("too_many_columns", MOST_COLUMNS)
        self._cells += [""] * (self._column - len(self._cells))
        self._cells[self._column - 1] = value

    def _value(self, text: str) -> str:
        if self._formula and not text:
            self._problem = self._problem or "formula_empty"
            return NO_RESULT
        if self._kind == "s":
            nth = int(text) if _DIGITS.fullmatch(text) else len(self._strings)
            return self._strings[nth] if nth < len(self._strings) else ""
        if self._kind == "e":
            self._problem = self._problem or "cell_error"
            return text
        if self._kind == "b":
            return "true" if text == "1" else "false"
        if self._kind in {"str", "inlineStr", "d"}:
            return text
        if _DIGITS.fullmatch(self._style) and int(self._style) in self._dates:
            return self._date(text)
        return _number(text)

    def _date(self, text: str) -> str:
        try:
            days = Decimal(text)
        except InvalidOperation:
            return text
        if not days.is_finite() or not 0 <= days <= _LAST_DAY:
            return text
        seconds = int((days * 86_400).to_integral_value())
        at = self._epoch + timedelta(seconds=seconds)
        return at.isoformat() if seconds % 86_400 else at.date().isoformat()


def whole_digits(text: str) -> str:
    """The text, or the digits of a number that a table wrote in powers of ten with all of them ("7,7015550033E+10")."""
    return _spelt(text) or text


def lost_digits(text: str) -> bool:
    """Whether this is a number in powers of ten whose last digits are gone: "7,7015E+10" may be any of a million."""
    return _POWERS.fullmatch(text.strip().lstrip("'")) is not None and not _spelt(text)


def _spelt(text: str) -> str:
    told = _POWERS.fullmatch(text.strip().lstrip("'"))
    digits, power = (told[1] + (told[2] or ""), int(told[3])) if told else ("", 0)
    return digits if told and len(digits) == power + 1 <= _EXACT else ""


def _number(text: str) -> str:
    """A number with the fifteen digits that Excel holds, not in powers of ten: a phone stays a phone.

    A whole number of more digits has lost its last ones where it is no text, and stands as Excel shows it, so that
    nobody takes noughts for them: see lost_digits.
    """
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return text
    if not exact.is_finite() or abs(exact.adjusted()) > 30:
        return text
    rounded = Decimal(f"{exact:.14e}") if exact else Decimal(0)
    if rounded.adjusted() >= _EXACT:
        return f"{rounded:.14E}"
    plain = format(rounded, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
