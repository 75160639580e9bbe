"""What a list was asked for, read from the address; and the same list as a CSV file."""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation

from prilavok.doors.web.parts.days import day_said
from prilavok.kit import clock
from prilavok.kit.pages import Mark, Page, every_page, purpose_of, read_cursor, write_cursor

MOST_EXPORTED = 50_000
_LONGEST = 120
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Asked:
    """The list's filters by name (empty ones too), its sort, and the mark behind which the page begins."""

    filters: Mapping[str, str]
    sort: str
    after: Mark | None
    purpose: str
    at: datetime
    as_file: bool

    def __getitem__(self, name: str) -> str:
        return self.filters[name]

    def day(self, name: str) -> date | None:
        """A filter that is a day; None where it is none, or none of this century."""
        return day_said(self.filters[name])

    def one(self, name: str) -> UUID | None:
        """A filter that is an id; None where it is none."""
        try:
            return UUID(self.filters[name])
        except ValueError:
            return None

    def cursor(self, page: Page[object]) -> str:
        """The cursor of the next page, "" on the last one."""
        return write_cursor(page.after, self.purpose, self.at) if page.after else ""


def asked(request: HttpRequest, name: str, *, filters: Sequence[str], sorts: Collection[str], sort: str) -> Asked:
    """Read filters, sort and cursor. sort: what holds where none of `sorts` is asked. Refused for a foreign cursor."""
    values = {one: request.GET.get(one, "").replace("\x00", "").strip()[:_LONGEST] for one in filters}
    chosen = request.GET.get("sort", "")
    chosen = chosen if chosen in sorts else sort
    purpose = purpose_of(name, sort=chosen, **values)
    at = clock.now()
    cursor = request.GET.get("after", "")
    after = read_cursor(cursor, purpose, at) if cursor else None
    return Asked(values, chosen, after, purpose, at, request.GET.get("format") == "csv")


def csv_file(
    name: str,
    heads: Sequence[object],
    read: Callable[[Mark | None], Page[object]],
    cells: Callable[..., Sequence[object]],
) -> StreamingHttpResponse:
    """The whole list as a file, page by page, at most MOST_EXPORTED rows.

    cells: what stands in the columns for one row; it is called outside the request's language and gets it as second.
    """
    language = (translation.get_language() or "ru").split("-")[0]
    titles = [str(head) for head in heads]

    def lines() -> Iterator[bytes]:
        writer = csv.writer(_Echo())
        yield "\ufeff".encode() + writer.writerow(titles)  # the mark by which spreadsheets know UTF-8
        for portion in _portions(every_page(read, MOST_EXPORTED)):
            yield b"".join(writer.writerow([safe_cell(value) for value in cells(row, language)]) for row in portion)

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


class _Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> bytes:
        return text.encode()


def _portions(rows: Iterable[object]) -> Iterator[list[object]]:
    portion: list[object] = []
    for row in rows:
        portion.append(row)
        if len(portion) == 500:
            yield portion
            portion = []
    if portion:
        yield portion


def safe_cell(value: object) -> object:
    """The value as a cell of a CSV file that no spreadsheet runs as a formula."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_BEGINS_FORMULA):
        return f"'{value}"  # or a spreadsheet would run it
    return value.isoformat() if isinstance(value, datetime | date) else value
