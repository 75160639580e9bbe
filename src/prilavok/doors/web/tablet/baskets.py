"""The customer's basket on the store's tablet: shown by its code, changed by the seller, seen at once on the site.

Who may order for a customer on the floor (`orders.send_home`) may open a basket that is shown to them; see opened.py.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.baskets.queries import find_open_basket
from prilavok.domains.baskets.types import Wish
from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.places.queries import read_place
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of
from prilavok.doors.web.parts.standing import place_of, stand_at, standing_of
from prilavok.doors.web.parts.swapped import page_or_part
from prilavok.doors.web.shop.amounts import first_amount, read_amount, write_amount
from prilavok.doors.web.shop.basket import ProductUnclear
from prilavok.doors.web.tablet.opened import close_basket, open_by_code, open_of_customer, still_open
from prilavok.flows.change_basket import change_basket
from prilavok.flows.choose_store import choose_store
from prilavok.flows.enter_coupon import enter_coupon, take_coupon_out
from prilavok.insights.home_way import zones_with_days
from prilavok.insights.said_goods import said_lines
from prilavok.insights.shop_found import find_offers
from prilavok.insights.shown_basket import FloorBasket, read_floor_basket
from prilavok.kit import clock

SELL = "orders.send_home"
TOUCHPOINT = "tablet"
MOST_FOUND = 12


@needs(SELL)
@require_GET
def scan_one(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code of a basket."""
    return render(request, "tablet/baskets.html", {"standing": standing_of(request, SELL)})


@needs(SELL)
@require_POST
def stand(request: HttpRequest) -> HttpResponseBase:
    """Work at another store from now on."""
    stand_at(request, SELL)
    return HttpResponseRedirect(reverse("tablet:baskets"))


@needs(SELL)
@require_POST
def open_one(request: HttpRequest) -> HttpResponseBase:
    """The basket whose code was scanned, or that of a customer whom staff found and may serve so."""
    place_of(request, SELL)
    customer = _id(request.POST.get("customer", ""))
    leaf = open_of_customer(request, customer) if customer else open_by_code(request, request.POST.get("scan", ""))
    address = reverse("tablet:basket", args=[leaf])
    if request.headers.get("HX-Request") == "true":  # as a scan field sends it
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


@needs(SELL)
@require_GET
def basket(request: HttpRequest, leaf: UUID) -> HttpResponseBase:
    """The basket, with who put what in; the part alone for a live screen. `q`: what else this store sells."""
    return drawn(request, leaf)


@needs(SELL)
@require_POST
def wish(request: HttpRequest, leaf: UUID) -> HttpResponseBase:
    """So many of one product, one step more (`add`), or none."""
    here = opened_at(request, leaf)
    asked = _id(request.POST.get("variant", ""))
    variant = read_variants([asked]).get(asked) if asked else None
    if variant is None:
        raise ProductUnclear
    found = find_open_basket(leaves_with(leaf))
    if request.POST.get("add"):
        held = sum(line.quantity for line in found.lines if line.variant == asked) if found else 0
        units = held + first_amount(variant.unit)
    else:
        units = read_amount(request.POST.get("amount", ""), variant.unit)
    place = None if found and found.place else here
    wishes = [Wish(variant.id, units)]
    change_basket(leaf, wishes, place=place, touchpoint=TOUCHPOINT, actor=actor_here(request), at=clock.now())
    return answer(request, leaf)


@needs(SELL)
@require_POST
def coupon(request: HttpRequest, leaf: UUID) -> HttpResponseBase:
    """Enter a coupon code that the customer shows, or take one out (`out`)."""
    opened_at(request, leaf)
    act, code = take_coupon_out if request.POST.get("out") else enter_coupon, request.POST.get("code", "")[:60]
    act(leaf, code, touchpoint=TOUCHPOINT, actor=actor_here(request), at=clock.now())
    return answer(request, leaf)


@needs(SELL)
@require_POST
def here(request: HttpRequest, leaf: UUID) -> HttpResponseBase:
    """The customer collects in this store."""
    place = opened_at(request, leaf)
    choose_store(leaf, place, touchpoint=TOUCHPOINT, actor=actor_here(request), at=clock.now())
    return answer(request, leaf)


@needs(SELL)
@require_POST
def close(request: HttpRequest, leaf: UUID) -> HttpResponseBase:
    """The next customer: this basket is not open here any more, and goes on where it was."""
    close_basket(request, leaf)
    return HttpResponseRedirect(reverse("tablet:baskets"))


def opened_at(request: HttpRequest, leaf: UUID) -> UUID:
    """The store where the basket is open. Raises NoPlace, BasketShut, BasketUnproven."""
    place = place_of(request, SELL).id
    still_open(request, leaf)
    return place


def answer(request: HttpRequest, leaf: UUID) -> HttpResponseBase:
    """The basket as it is now: the part where it was asked for, else the page by its own address."""
    if request.headers.get("HX-Request") == "true":
        return drawn(request, leaf)
    return HttpResponseRedirect(reverse("tablet:basket", args=[leaf]))


def drawn(request: HttpRequest, leaf: UUID, **more: Any) -> HttpResponseBase:
    """The basket with everything that may be done with it; more: what a promise of the sum adds."""
    place, at = read_place(opened_at(request, leaf)), clock.now()
    floor = read_floor_basket(leaf, place.id, at, touchpoint=TOUCHPOINT)
    rows = floor.page.rows if floor.page else ()
    text = request.GET.get("q", "")[:80]
    offers = find_offers(place, text, at, most=MOST_FOUND, touchpoint=TOUCHPOINT)[0] if text else []
    said = said_lines([one.variant for one in offers], get_language() or "ru")
    shown = {
        "standing": standing_of(request, SELL),
        "leaf": leaf,
        "floor": floor,
        "page": floor.page,
        "rows": [(row, write_amount(row.line.quantity, row.variant.unit), _hand(row, floor)) for row in rows],
        "zones": _zones(floor, at) if floor.here else [],
        "text": text,
        "found": [(one, said.get(one.variant.id, "")) for one in offers],
        "takes_cards": scope_of(request, "payments.take") is not None,
        "typed": request.POST,
        **more,
    }
    return page_or_part(request, "tablet/basket.html", shown, {"basket": "tablet/basket_part.html"})


def _hand(row: Any, floor: FloorBasket) -> str:
    return floor.hands.get(row.line.added_by, "")


def _zones(floor: FloorBasket, at: Any) -> list[Any]:
    page = floor.page
    if page is None or not page.rows or not all(row.price for row in page.rows):
        return []
    wants = {row.variant.id: row.line.quantity for row in page.rows}
    return zones_with_days(floor.place, wants, page.total, at, touchpoint=TOUCHPOINT)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
