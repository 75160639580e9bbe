"""Sales: by day, week or month, by place, and by category down to the last shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from prilavok.doors.web.board import said
from prilavok.doors.web.board.chosen import Chosen, board_page
from prilavok.doors.web.board.drawn import STEP_NAMES, sales_chart, step_for
from prilavok.doors.web.board.said import Bar, name_of_row
from prilavok.insights.metrics import sales as metrics
from prilavok.insights.metrics.reading import Row
from prilavok.insights.metrics.sales import Step
from prilavok.kit.money import round_half_away

_TILES = (
    "sales", "orders", "average_basket", "lines_per_order", "discount_share", "coupon_share", "returned", "sales_kept",
)  # fmt: skip
_PLACES_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a table of shares: of the whole, and how it changed."""

    title: str
    amount: str
    share: str
    bar: Bar
    change: str
    good: bool | None
    address: str = ""


@board_page
def sales(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """The curve, the tiles, and the places; categories come after, since they are counted from lines."""
    asked = request.GET.get("step", "")
    step: Step = next((one for one in get_args(Step) if one == asked), step_for(chosen.scope.span))
    places = metrics.read_places(chosen.scope, chosen.before) if chosen.scope.place is None else []
    sold = [row for row in places if row["amount"] or row["amount_before"]]
    told = {
        "chosen": chosen, "tiles": said.tiles(chosen, _TILES), "chart": sales_chart(chosen, step),
        "steps": [(name, chosen.query(step=one), one == step) for one, name in STEP_NAMES.items()],
        "places": _shares(chosen, sold[:_PLACES_SHOWN], sum(row["amount"] for row in sold), _place_address),
        "more_places": _shares(chosen, sold[_PLACES_SHOWN:], sum(row["amount"] for row in sold), _place_address),
        "under": request.GET.get("under", "")[:200],
    }  # fmt: skip
    return render(request, "board/sales.html", told)


@board_page
def categories(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """The categories next under a path, with the way back up."""
    under = request.GET.get("under", "").replace("\x00", "")[:200]
    found = metrics.read_categories(chosen.scope, chosen.before, under)
    rows = [row for row in found if row["amount"] or row["amount_before"]]
    told = {
        "chosen": chosen, "under": under, "crumbs": _crumbs(chosen, under),
        "rows": _shares(chosen, rows, sum(row["amount"] for row in rows), _category_address), 
    }  # fmt: skip
    template = "board/categories.html" if request.headers.get("HX-Request") == "true" else "board/categories_page.html"
    return render(request, template, told)


def _shares(chosen: Chosen, rows: Sequence[Row], whole: int, address: "Addressed") -> list[Share]:
    lines = said.bars(row["amount"] for row in rows)
    return [
        Share(
            name_of_row(row), said.money(row["amount"], chosen.currency),
            said.percent(round_half_away(row["amount"] * 10_000, whole)) if whole else said.NOTHING, bar,
            *_change(chosen, row), address(chosen, row),
        )
        for row, bar in zip(rows, lines, strict=True)
    ]  # fmt: skip


class Addressed:
    """Where a line of a table opens to."""

    def __init__(self, route: str, parameter: str, column: str) -> None:
        self._route, self._parameter, self._column = route, parameter, column

    def __call__(self, chosen: Chosen, row: Row) -> str:
        value = row[self._column]
        if not value or ("deeper" in row and not row["deeper"]):
            return ""
        return f"{reverse(self._route)}?{chosen.query(**{self._parameter: value})}"


_place_address = Addressed("board:sales", "place", "place")
_category_address = Addressed("board:categories", "under", "path")


def _change(chosen: Chosen, row: Row) -> tuple[str, bool | None]:
    if chosen.before is None:
        return "", None
    more = row["amount"] - row["amount_before"]
    return said.growth(row["amount"], row["amount_before"]), more > 0 if more and row["amount_before"] else None


def _crumbs(chosen: Chosen, under: str) -> list[tuple[str, str]]:
    """The way up from a path: title and address of each level above, the root first."""
    if not under:
        return []
    parts = under.split("/")
    above = ["/".join(parts[:depth]) for depth in range(len(parts))]
    titles = [gettext("All categories"), *(part.capitalize() for part in parts)]
    return [
        (title, f"{reverse('board:categories')}?{chosen.query(under=path)}")
        for title, path in zip(titles, above, strict=False)
    ] + [(titles[-1], "")]
