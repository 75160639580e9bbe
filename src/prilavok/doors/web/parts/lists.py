"""The one list of the house: filter bar, columns that sort, rows by keyset, an empty state that teaches."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse

from prilavok.doors.web.parts.swapped import page_or_part
from prilavok.doors.web.parts.workplaces import Text


@dataclass(frozen=True, slots=True)
class Column:
    """One column. kind: "text", "number" (to the right), "time" or "mark". sort: value of `?sort=`, "" where none."""

    title: Text
    kind: str = "text"
    sort: str = ""
    hint: Text = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter that offers several."""

    value: str
    title: Text


@dataclass(frozen=True, slots=True)
class Filter:
    """One field of the filter bar. kind: "search", "choice", "day" or "flag". name: of its part of the query."""

    name: str
    title: Text
    kind: str = "search"
    value: str = ""
    choices: Sequence[Choice] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: why it is empty and what fills it. action: a link (title, address) if there is one."""

    title: Text
    teaches: Text
    icon: str = "list"
    action: tuple[Text, str] | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything `parts/list.html` draws.

    rows: frozen dataclasses; row: the template of one `<tr>`, which sees the row as `row`.
    sort: the sort now ("name", "-name"). next: the cursor of the next page, "" on the last one.
    count: how many there are in all, None where it was not asked; above 10,000 nobody counts.
    """

    title: Text
    columns: Sequence[Column]
    rows: Sequence[object]
    row: str
    empty: Empty
    filters: Sequence[Filter] = ()
    sort: str = ""
    next: str = ""
    count: int | None = None
    note: Text = ""
    id: str = "list"
    hidden: dict[str, str] = field(default_factory=dict)

    @property
    def filtered(self) -> bool:
        """Whether a filter is on, so that "nothing here" is told from "nothing found"."""
        return any(one.value for one in self.filters)

    def _way(self, column: Column) -> str | None:
        return {column.sort: "ascending", f"-{column.sort}": "descending"}.get(self.sort) if column.sort else None

    @property
    def heads(self) -> list[dict[str, object]]:
        """Columns with the sort a click would give and the one there is now."""
        return [
            {
                "column": column,
                "next_sort": f"-{column.sort}" if self.sort == column.sort else column.sort,
                "now": self._way(column),
            }
            for column in self.columns
        ]


def show_list(request: HttpRequest, page: str, listing: Listing, **context: object) -> HttpResponse:
    """The page, or only its list where htmx asks for that part: filters and sorting swap it, "more" adds rows to it.

    page: a template that extends `frame.html` and includes `parts/list.html`.
    """
    parts = {listing.id: "parts/list.html", f"{listing.id}-more": "parts/list_rows.html"}
    return page_or_part(request, page, {"list": listing, **context}, parts)
