"""The list of price versions."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prilavok.domains.catalog.queries import variants_of
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.pricing.queries import PRICE_SORTS, count_prices
from prilavok.doors.web.office.choosing import choice_filter, chosen_place, place_filter
from prilavok.doors.web.parts.lists import Choice, Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.pages import Asked, asked, csv_file
from prilavok.doors.web.parts.rights import needs
from prilavok.insights.lists.prices import PriceRow, list_price_rows
from prilavok.kit import clock
from prilavok.kit.money import Money, exact_text
from prilavok.kit.pages import Mark, Page
from prilavok.kit.words import say

_COLUMNS = (
    Column(_("Product")),
    Column(_("Place")),
    Column(_("Price"), "number"),
    Column(_("Valid from"), "time"),
    Column(_("Valid to"), "time"),
    Column(_("Recorded"), "time", "recorded"),
    Column(_("How"), "mark"),
)
_HEADS = (
    _("Code"),
    _("Product"),
    _("Place"),
    _("Price"),
    _("Currency"),
    _("For units"),
    _("Unit"),
    _("Valid from"),
    _("Valid to"),
    _("Recorded"),
    _("How"),
)


@needs("prices.see")
def prices(request: HttpRequest) -> HttpResponseBase:
    """Every price there was and is, by place and product."""
    chosen = asked(
        request, "prices", filters=("q", "place", "valid", "how", "product"), sorts=PRICE_SORTS, sort="-recorded"
    )
    places = name_places()
    product = chosen.one("product")
    variants = [one.id for one in variants_of([product]).get(product, [])] if product else None

    def read(after: Mark | None, limit: int = 1000) -> Page[PriceRow]:
        return list_price_rows(
            places,
            text=chosen["q"],
            variants=variants,
            place=chosen_place(chosen, places),
            valid=chosen["valid"],
            source=chosen["how"],
            at=clock.now(),
            sort=chosen.sort,
            after=after,
            limit=limit,
        )

    if chosen.as_file:
        return csv_file("prices", _HEADS, read, _cells)
    page = read(chosen.after, 50)
    count = (
        None
        if chosen["q"]
        else count_prices(
            place=chosen_place(chosen, places),
            variants=variants,
            valid=chosen["valid"],
            source=chosen["how"],
            at=clock.now(),
        )
    )
    return show_list(request, "office/list.html", _listing(chosen, page, places, count))


def _listing(chosen: Asked, page: Page[PriceRow], places: Mapping[UUID, PlaceName], count: int | None) -> Listing:
    return Listing(
        title=_("Prices"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/price.html",
        sort=chosen.sort,
        next=chosen.cursor(page),
        count=count,
        hidden={"product": chosen["product"]} if chosen["product"] else {},
        filters=(
            Filter("q", _("Product's name or code"), value=chosen["q"]),
            place_filter(chosen, places),
            Filter(
                "valid",
                _("Before, now and later"),
                "choice",
                chosen["valid"],
                (
                    Choice("now", _("Valid now")),
                    Choice("past", _("No longer valid")),
                    Choice("coming", _("From a later day")),
                ),
            ),
            choice_filter(chosen, "how", _("However recorded"), "price"),
        ),
        note=_("A price is never overwritten: a new version begins where the one before it ends."),
        empty=Empty(
            _("No prices yet"),
            _("Prices come with a load: set ones from a price list, seen ones from receipts."),
            "prices",
            (_("To the imports"), reverse("office:imports")),
        ),
    )


def _cells(row: PriceRow, language: str) -> Sequence[object]:
    price = row.price
    return (
        row.variant.sku,
        say(row.variant.name, language),
        row.place.code if row.place else "",
        exact_text(Money(price.amount, price.currency)),
        price.currency,
        price.per,
        row.variant.unit,
        price.valid_from,
        price.valid_to,
        price.recorded_at,
        price.source,
    )
