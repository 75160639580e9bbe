"""What lies where, and why it is that many."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.doors.web.office.choosing import chosen_place, place_filter, shelf_filter
from prilavok.doors.web.parts.lists import Choice, Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.pages import Asked, asked, csv_file
from prilavok.doors.web.parts.rights import needs, scope_of
from prilavok.insights.home_way import goods_home
from prilavok.insights.lists.found import find_variants
from prilavok.insights.lists.stock import (
    STOCK_ROW_SORTS,
    StockFilter,
    StockRow,
    count_stock_rows,
    list_stock_rows,
)
from prilavok.insights.stock_page import MovesRow, list_held_rows, list_moves_rows, read_stock_page
from prilavok.kit import clock
from prilavok.kit.pages import Mark, Page
from prilavok.kit.words import say

_COLUMNS = (
    Column(_("Product"), sort="sku"),
    Column(_("Place"), sort="place"),
    Column(_("On hand"), "number"),
    Column(_("Held"), "number"),
    Column(_("Available"), "number", "available"),
    Column(_("Why?")),
)
_WIDE_COLUMNS = (Column(_("Product")), *_COLUMNS[1:4], Column(_("Available"), "number"), _COLUMNS[5])
_HEADS = (_("Code"), _("Product"), _("Place"), _("Unit"), _("On hand"), _("Held"), _("Available"))
_BALANCE = _("Lay there then")
_MOVE_COLUMNS = (
    Column(_("When"), "time"),
    Column(_("Cause")),
    Column(_("By which order or paper")),
    Column(_("Who")),
    Column(_("By how many"), "number"),
    Column(_BALANCE, "number"),
    Column(_("Origin"), "mark"),
)


@needs("stock.see")
def stock(request: HttpRequest) -> HttpResponseBase:
    """Units of every variant at every place."""
    chosen = asked(request, "stock", filters=("q", "place", "category", "state"), sorts=STOCK_ROW_SORTS, sort="place")
    places = name_places()
    narrowed = StockFilter(
        chosen_place(chosen, places),
        chosen["category"],
        tuple(find_variants(chosen["q"])) if chosen["q"] else None,
        chosen["state"],
    )

    def read(after: Mark | None, limit: int = 1000) -> Page[StockRow]:
        return list_stock_rows(places, narrowed, sort=chosen.sort, after=after, limit=limit)

    if chosen.as_file:
        return csv_file("stock", _HEADS, read, _cells)
    return show_list(request, "office/list.html", _listing(chosen, narrowed, read(chosen.after, 50), places))


def _listing(chosen: Asked, narrowed: StockFilter, page: Page[StockRow], places: Mapping[UUID, PlaceName]) -> Listing:
    return Listing(
        title=_("Stock"),
        columns=_WIDE_COLUMNS if narrowed.wide else _COLUMNS,
        rows=page.rows,
        row="office/rows/stock.html",
        sort=chosen.sort,
        next=chosen.cursor(page),
        count=count_stock_rows(narrowed),
        filters=(
            Filter("q", _("Product's name, code or barcode"), value=chosen["q"]),
            place_filter(chosen, places),
            shelf_filter(chosen),
            Filter(
                "state",
                _("Any quantity"),
                "choice",
                chosen["state"],
                (Choice("out", _("Nothing available")), Choice("held", _("Something held"))),
            ),
        ),
        empty=Empty(
            _("No stock yet"),
            _("Goods appear here with their first move: opening stock, a supply, a count."),
            "stock",
            (_("To the imports"), reverse("office:imports")),
        ),
    )


def _cells(row: StockRow, language: str) -> Sequence[object]:
    stock = row.stock
    return (row.sku, say(row.name, language), row.place.code, row.unit, stock.on_hand, stock.held, stock.available)


@needs("stock.see")
def moves(request: HttpRequest, place: UUID, variant: UUID) -> HttpResponseBase:
    """Why is this 47: what each cause brought and took, and every move behind it."""
    page = read_stock_page(place, variant, clock.now())
    chosen = asked(request, f"moves:{place}:{variant}", filters=(), sorts=(), sort="-time")

    def read(after: Mark | None, limit: int = 1000) -> Page[MovesRow]:
        before = (datetime.fromisoformat(after[0]), UUID(after[1])) if after else None
        return list_moves_rows(page, before, limit=limit)

    if chosen.as_file:
        # What programs read by its place stays there; what came later stands behind.
        heads = (_("When"), _("Cause"), _("By which order or paper"), _("By how many"), _("Origin"), _("Who"), _BALANCE)
        return csv_file("moves", heads, read, _move_cells)
    rows = read(chosen.after, 50)
    listing = Listing(
        title=_("Moves"),
        columns=_MOVE_COLUMNS,
        rows=rows.rows,
        row="office/rows/move.html",
        next=chosen.cursor(rows),
        empty=Empty(_("No move yet"), _("The ledger never heard of this product at this place."), "move"),
    )
    may_orders = scope_of(request, "orders.see")
    shown = {
        "about": page,
        "may_orders": may_orders,
        "may_expect": scope_of(request, "stock.expect"),
        "held": list_held_rows(page) if page.held else (),
        "way": goods_home(page.place, [variant], clock.now(), touchpoint="tablet").ways.get(variant),
    }
    return show_list(request, "office/moves.html", listing, **shown)


def _move_cells(row: MovesRow, language: str) -> Sequence[object]:
    move = row.move
    by = row.order.number if row.order else row.paper.number if row.paper else ""
    return (move.occurred_at, move.cause, by, move.change, move.origin, row.who, row.balance)
