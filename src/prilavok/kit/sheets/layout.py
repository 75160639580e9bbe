"""Which columns of a table are its sender's and which are ours, and its rows fitted to them.

A file of refused rows says more than what came: cells beyond the headings stand under headings of their own ("#5", the
column's number), a cell that a short row lacks is "#?", a formula without a result "=?", and a last column tells why.
On the way back these are known, so that the same file refuses the same rows until they are corrected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from prilavok.kit.sheets.types import (
    CUT,
    MOST_COLUMNS,
    MOST_LETTERS,
    MOST_ROWS,
    NO_RESULT,
    NOT_SENT,
    SheetRefused,
    SheetRow,
)
from prilavok.kit.words import LANGUAGES

#: what a table shows in place of a value, in English and in Russian
_ERRORS = frozenset(
    ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")
    + ("#ДЕЛ/0!", "#Н/Д", "#ИМЯ?", "#ПУСТО!", "#ЧИСЛО!", "#ССЫЛКА!", "#ЗНАЧ!")
)
_MARKS = {NOT_SENT: "columns_differ", NO_RESULT: "formula_empty", **dict.fromkeys(_ERRORS, "cell_error")}


def why_heading() -> str:
    """What the column that says why a row was refused is called, in the language that is on; read in any of them."""
    return _("Why it was refused")


@dataclass(frozen=True, slots=True)
class Layout:
    """columns: the sender's headings; places: where each stands. beyond: where cells beyond them do. width: of all."""

    columns: tuple[str, ...]
    places: tuple[int, ...]
    beyond: tuple[int, ...]
    width: int

    def is_short(self, cells: Sequence[str]) -> bool:
        """Whether the row has no cell where the last of the sender's columns stands."""
        return len(cells) <= self.places[-1]

    def fit(self, number: int, cells: Sequence[str], problem: str = "") -> SheetRow:
        """A row as wide as its headings. What stands beyond them makes it one that differs, and is kept with it."""
        told = [cells[at] if at < len(cells) else NOT_SENT for at in self.places]
        more = [cells[at] for at in self.beyond if at < len(cells)] + list(cells[self.width :])
        return fit_row(number, told, problem, beyond=more)


def lay_out(headings: Sequence[str]) -> Layout:
    """What the headings say. Raises SheetRefused where they do not name columns."""
    told = _told(headings)
    ours = {at for at, one in enumerate(told) if _folded(one) in _why()}
    named = [(at, one) for at, one in enumerate(told) if at not in ours]
    before = [pair for pair in named if pair[0] < min(ours, default=len(told))]
    left, beyond = _without_beyond(before)
    theirs, empty = _without_beyond([*left, *named[len(before) :]])  # also what its sender put behind ours
    columns = _checked([one for _at, one in theirs])
    return Layout(columns, tuple(at for at, _one in theirs), (*beyond, *empty), len(told))


def _without_beyond(named: Sequence[tuple[int, str]]) -> tuple[list[tuple[int, str]], list[int]]:
    """The columns but for the last ones that have no heading or just their number, and where those stand."""
    kept, beyond = list(named), list[int]()
    while len(kept) > 1 and kept[-1][1] in ("", f"#{len(kept)}"):
        beyond.insert(0, kept.pop()[0])
    return kept, beyond


def check_headings(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings fit to be asked for by name: some, not too many, no two alike; an empty one gets its column's number."""
    return _checked(_told(headings))


def _told(headings: Sequence[str]) -> list[str]:
    told = [" ".join(plain(one).split())[:120] for one in headings]
    while told and not told[-1]:
        told.pop()
    return told


def _checked(told: Sequence[str]) -> tuple[str, ...]:
    if not any(told):
        raise SheetRefused("no_headings")
    if len(told) > MOST_COLUMNS:
        raise SheetRefused("too_many_columns", MOST_COLUMNS)
    named = [one or f"#{nth}" for nth, one in enumerate(told, 1)]
    for one in named:
        if named.count(one) > 1:
            raise SheetRefused("headings_twice", one)
    return tuple(named)


def fit_row(
    number: int, cells: Sequence[str], problem: str = "", sent: str | None = None, beyond: Sequence[str] = ()
) -> SheetRow:
    """A row whose cells stand under their headings already. beyond: what is left of it; empty ones are nothing."""
    if number > MOST_ROWS:
        raise SheetRefused("too_many_rows", MOST_ROWS)
    fitted, more = tuple(map(_fitted, cells)), [_fitted(cell) for cell in beyond]
    while more and not more[-1]:
        more.pop()
    if len(more) > MOST_COLUMNS:  # no file of ours has more columns than it may
        more[MOST_COLUMNS - 1 :] = [_bounded("; ".join(more[MOST_COLUMNS - 1 :]))]
    if sent is None and not problem:
        problem = "cell_cut" if any(map(_is_cut, (*fitted, *more))) else ""
        problem = problem or next((_MARKS[cell] for cell in fitted if cell in _MARKS), "columns_differ" if more else "")
    return SheetRow(number, fitted, problem, sent if sent is None else plain(sent), tuple(more))


def plain(text: str) -> str:
    """Without what no database keeps: the sign of nought, and halves of letters that JSON may name."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _fitted(cell: str) -> str:
    """Also without the apostrophe by which our own files and others keep a table from running it as a formula."""
    told = plain(cell).strip()
    return _bounded(told[1:] if told[:2] in {"'=", "'+", "'-", "'@"} else told)


def _bounded(text: str) -> str:
    """No longer than a cell may be; where letters are left out its end says so."""
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - len(CUT)] + CUT


def _is_cut(cell: str) -> bool:
    """Whether letters of it are gone, now or when it first came: a file of refused rows brings it back so."""
    return len(cell) == MOST_LETTERS and cell.endswith(CUT)


def _folded(heading: str) -> str:
    return " ".join(heading.casefold().split())


@cache
def _why() -> frozenset[str]:
    told = set()
    for language in LANGUAGES:
        with override(language):
            told.add(_folded(why_heading()))
    return frozenset(told)
