"""The list of products and the page of one."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prilavok.domains.catalog.queries import PRODUCT_SORTS, list_shelves, read_product, variants_of
from prilavok.domains.places.queries import name_places
from prilavok.domains.pricing.queries import list_prices, price_spans
from prilavok.domains.stock.queries import list_stock, stock_totals
from prilavok.doors.web.office.choosing import shelf_filter
from prilavok.doors.web.office.described import said_fields
from prilavok.doors.web.parts.lists import Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.pages import Asked, asked, csv_file
from prilavok.doors.web.parts.rights import needs, scope_of
from prilavok.insights.lists.prices import PriceRow
from prilavok.insights.lists.products import ProductRow, count_product_rows, list_product_rows
from prilavok.insights.lot_pages import latest_lot_rows
from prilavok.kit import clock
from prilavok.kit.money import Money, exact_text
from prilavok.kit.pages import Mark, Page
from prilavok.kit.words import say

_COLUMNS = (
    Column(_("Code"), sort="code"),
    Column(_("Name")),
    Column(_("Category")),
    Column(_("Unit")),
    Column(_("Price now"), "number", hint=_("The lowest and the highest over all places")),
    Column(_("In stock"), "number", hint=_("Over all places")),
    Column(_("Mark"), "mark"),
)
_HEADS = (
    _("Code"),
    _("Name"),
    _("Category"),
    _("Barcode"),
    _("Unit"),
    _("Package"),
    _("Lowest price"),
    _("Highest price"),
    _("For units"),
    _("Currency"),
    _("In stock"),
)


@needs("catalog.see")
def products(request: HttpRequest) -> HttpResponseBase:
    """Every product with its price and stock of now."""
    chosen = asked(request, "products", filters=("q", "category"), sorts=PRODUCT_SORTS, sort="code")

    def read(after: Mark | None, limit: int = 1000) -> Page[ProductRow]:
        return list_product_rows(
            text=chosen["q"], category=chosen["category"], at=clock.now(), sort=chosen.sort, after=after, limit=limit
        )

    if chosen.as_file:
        return csv_file("products", _HEADS, read, _cells)
    return show_list(request, "office/list.html", _listing(chosen, read(chosen.after, 50)))


def _listing(chosen: Asked, page: Page[ProductRow]) -> Listing:
    return Listing(
        title=_("Products"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/product.html",
        sort=chosen.sort,
        next=chosen.cursor(page),
        count=len(page.rows) if chosen["q"] else count_product_rows(category=chosen["category"]),
        filters=(Filter("q", _("Name, code or barcode"), value=chosen["q"]), shelf_filter(chosen)),
        note=_("The likest hundred at most, the best first. Typos and the other keyboard layout are forgiven.")
        if chosen["q"]
        else "",
        empty=Empty(
            _("No products yet"),
            _(
                "The catalogue comes with a load of files or an exchange with the accounting"
                " system; every product then has its price and stock here."
            ),
            "products",
            (_("To the imports"), reverse("office:imports")),
        ),
    )


def _cells(row: ProductRow, language: str) -> Sequence[object]:
    price, variant = row.price, row.variant
    return (
        row.product.code,
        say(row.product.name, language),
        row.product.category_path,
        variant.barcode if variant else "",
        variant.unit if variant else "",
        variant.package if variant else "",
        exact_text(Money(price.lowest, price.currency)) if price else "",
        exact_text(Money(price.highest, price.currency)) if price else "",
        price.per if price else "",
        price.currency if price else "",
        row.stock.on_hand if row.stock else 0,
    )


@needs("catalog.see")
def product(request: HttpRequest, product: UUID) -> HttpResponseBase:
    """One product: its variants, prices in time and by place, stock by place."""
    found = read_product(product)
    variants = variants_of([product]).get(product, [])
    ids = [variant.id for variant in variants]
    known = {variant.id: variant for variant in variants}
    places = name_places()
    spans, totals = price_spans(ids, clock.now()), stock_totals(ids)
    shown = {
        "product": found,
        "variants": variants,
        "now": [(variant, spans.get(variant.id, []), totals.get(variant.id)) for variant in variants],
        "shelves": [
            shelf
            for shelf in list_shelves(found.category_path)
            if f"{found.category_path}/".startswith(f"{shelf.path}/")
        ],
        "may_prices": scope_of(request, "prices.see"),
        "may_stock": scope_of(request, "stock.see"),
        "prices": [
            PriceRow(price, known[price.variant], places.get(price.place) if price.place else None)
            for price in list_prices(variants=ids, at=clock.now(), sort="-recorded", limit=20).rows
        ],
        "stock": [
            (row, known[row.variant], places[row.place])
            for row in list_stock(variants=ids, sort="-available", limit=20).rows
        ],
    }
    of = next((variant.id for variant in variants if str(variant.id) == request.GET.get("of")), None)
    shown |= {"fields": said_fields(found, of), "of": of, "may_describe": scope_of(request, "catalog.change")}
    shown["lots"] = latest_lot_rows(ids)
    return render(request, "office/product.html", shown)
