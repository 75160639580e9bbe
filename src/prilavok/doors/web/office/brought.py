"""What the page of a brought list shows: its columns with what they seem to hold, its first refusals, its next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from prilavok.domains.catalog.queries import list_attributes
from prilavok.domains.catalog.types import AttributeView
from prilavok.domains.imports.queries import (
    ATTRIBUTE,
    FIELDS,
    FINISHED,
    asks_consent,
    fold_word,
    guess_list,
    list_refused,
    read_list,
    with_leaving,
)
from prilavok.domains.imports.types import ListView, RefusedRowView, RunView
from prilavok.domains.places.queries import name_places
from prilavok.doors.web.parts.figures import day as format_day
from prilavok.doors.web.parts.lists import Choice
from prilavok.doors.web.parts.names import name_of
from prilavok.doors.web.parts.rights import scope_of
from prilavok.flows.moving_in.portion import ERASED, KeptRow, first_rows, rows_beginning
from prilavok.flows.moving_in.readers import reader_of
from prilavok.kit import clock
from prilavok.kit.errors import NotFound
from prilavok.kit.words import say

_SAMPLES = 3
_FIRST_REFUSALS = 10


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One heading: name of its form's field, what it holds by the mapping or the guess, its first cells.

    doubtful: it is left out, and seems to say who may be written to.
    """

    name: str
    heading: str
    field: str
    samples: tuple[str, ...]
    doubtful: bool


@dataclass(frozen=True, slots=True)
class FirstRefusal:
    """One of the first refused rows, with its cells as they came."""

    number: int
    reason: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """A list as its page shows it. may: whether the reader may take it further; may_fetch: also fetch its rows."""

    told: ListView
    reader: str
    columns: Sequence[ListColumn]
    fields: Sequence[Choice]
    places: Sequence[Choice]
    place: str
    finished: str
    refusals: Sequence[FirstRefusal]
    may: bool
    gone: bool

    @property
    def doubtful(self) -> Sequence[str]:
        """Headings of columns that are left out and seem to say who may be written to."""
        return [column.heading for column in self.columns if column.doubtful]

    @property
    def may_fetch(self) -> bool:
        """Whether the refused rows can be fetched as a file."""
        return self.may and not self.gone


def show_brought(request: HttpRequest, run: RunView) -> Brought | None:
    """The list of a run; None where the run is no list. Cells are shown only to those who may bring lists."""
    try:
        told = read_list(run.id)
    except NotFound:
        return None
    may = scope_of(request, "imports.load") is not None
    try:
        rows = first_rows(told, _SAMPLES, clock.now()) if may else []
        refusals = _first_refusals(told) if may else []
        gone = False
    except NotFound:
        rows, refusals, gone = [], [], True
    reader = reader_of(told.reader)
    guessed = guess_list(told.source, told.subject, told.columns)
    known = with_leaving(guessed.columns, reader.fields_of(told.columns, told.subject), ()) if reader else {}
    language = get_language() or "ru"
    attributes = list_attributes() if told.subject == "goods" else []
    fields = told.mapping or (guessed.columns if guessed.saved or not known else known)
    if not told.mapping and not guessed.saved:
        fields = {**_by_name(told.columns, attributes), **fields}
    settings = told.settings or guessed.settings
    return Brought(
        told,
        told.reader,
        [_column(told, nth, fields.get(heading, ""), rows) for nth, heading in enumerate(told.columns)],
        [
            *(Choice(field, name_of("list_field", field)) for field in FIELDS[told.subject]),
            *(Choice(f"{ATTRIBUTE}{one.code}", say(one.name, language) or one.code) for one in attributes),
        ],
        [Choice(place.code, say(place.name, language)) for place in name_places().values()],
        settings.get("place", ""),
        settings.get("finished", FINISHED),
        refusals,
        may,
        gone,
    )


def told_reason(row: RefusedRowView) -> str:
    """Why a row was refused, in the reader's language; of somebody erased with the day, of a currency with both."""
    reason = str(name_of("reason", row.reason))
    if "wanted" in row.row:
        currencies = {"currency": row.row.get("currency", ""), "wanted": row.row["wanted"]}
        return gettext("%(reason)s (%(currency)s, not %(wanted)s)") % {"reason": reason, **currencies}
    try:
        day = date.fromisoformat(str(row.row.get("erased", "")))
    except ValueError:
        return reason
    return gettext("%(reason)s (erased on %(day)s)") % {"reason": reason, "day": format_day(day)}


def _unseen(told: ListView, cells: Sequence[str]) -> list[str]:
    """The cells without national numbers: nobody needs them to see what is wrong with a row."""
    return [
        "•" * 12 if cell and told.mapping.get(column) == "iin" else cell
        for column, cell in zip(told.columns, cells, strict=True)
    ]


def _beyond(told: ListView, row: KeptRow) -> tuple[tuple[str, str], ...]:
    """The cells beyond the headings; in a list of national numbers any of them may be one."""
    hidden = "iin" in told.mapping.values()
    last = len(told.columns)
    return tuple((f"#{last + nth}", "•" * 12 if hidden and cell else cell) for nth, cell in enumerate(row.beyond, 1))


def _by_name(columns: Sequence[str], attributes: Sequence[AttributeView]) -> dict[str, str]:
    """Headings that are the name of an attribute in one of its languages, or its code."""
    names = {fold_word(text): one.code for one in attributes for text in (*one.name.values(), one.code)}
    found = {column: names[fold_word(column)] for column in columns if fold_word(column) in names}
    return {column: f"{ATTRIBUTE}{code}" for code, column in {code: column for column, code in found.items()}.items()}


def _column(told: ListView, nth: int, field: str, rows: Sequence[KeptRow]) -> ListColumn:
    heading = told.columns[nth]
    return ListColumn(
        f"column-{nth}",
        heading,
        field,
        tuple("•" * 12 if field == "iin" else cell for row in rows if (cell := row.cells[nth].strip()[:60])),
        not field and asks_consent(told.subject, heading),
    )


def _first_refusals(told: ListView) -> list[FirstRefusal]:
    refused: Sequence[RefusedRowView] = list_refused(told.run, limit=_FIRST_REFUSALS).rows
    begins = [(int(one.row["begins"]), one.number) for one in refused if "begins" in one.row]
    kept = rows_beginning(told, begins, clock.now())
    return [
        FirstRefusal(
            one.number,
            str(name_of("reason", ERASED)) if row.row.problem == ERASED else told_reason(one),
            tuple(zip(told.columns, _unseen(told, row.cells), strict=True)) + _beyond(told, row),
        )
        for one, row in zip(refused, kept, strict=False)
    ]
