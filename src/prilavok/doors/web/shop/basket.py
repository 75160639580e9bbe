"""The basket: what is in it, and every change of it by a plain form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.baskets.types import Wish
from prilavok.domains.catalog.queries import read_variants
from prilavok.doors.web.shop.amounts import first_amount, read_amount, write_amount
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, posted_id, see_other, show
from prilavok.flows.change_basket import change_basket
from prilavok.flows.enter_coupon import enter_coupon, take_coupon_out
from prilavok.flows.quote_basket import buyer_of
from prilavok.flows.slow_down_coupons import slow_down_coupons
from prilavok.insights.basket_page import read_basket_page
from prilavok.insights.home_way import basket_home
from prilavok.kit.errors import Refused
from prilavok.kit.limits import address_block, client_address
from prilavok.kit.settings import where
from prilavok.kit.words import say


class ProductUnclear(Refused):
    """The form names no product of ours."""

    def __init__(self) -> None:
        super().__init__("basket.product", _("This product is not known here. Find it again."))


@for_shoppers
@require_safe
def basket(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """The basket at the chosen store."""
    if shopper.store is None:
        return show(request, shopper, "shop/nothing_yet.html", {})
    page = read_basket_page(
        shopper.basket,
        shopper.store,
        shopper.leaves,
        shopper.at,
        touchpoint="site",
        who=buyer_of(shopper.leaf, shopper.actor),
    )
    rows = [(row, write_amount(row.line.quantity, row.variant.unit)) for row in page.rows]
    sold = bool(page.rows) and all(row.price for row in page.rows)
    wants = {row.variant.id: row.line.quantity for row in page.rows} if sold else {}
    zones, way = basket_home(
        shopper.store, wants, page.total, shopper.at, touchpoint="site", chosen=shopper.zone
    )  # fmt: skip
    shown = {"page": page, "rows": rows, "brought": bool(zones), "zones": zones, "way": way}
    shown["paying"] = shopper.basket is not None and shopper.basket.is_paying(shopper.at)
    return show(request, shopper, "shop/basket.html", shown)


@for_shoppers
@require_safe
def badge(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """How many things are in the basket, for the mark in the bar."""
    return show(request, shopper, "shop/badge_part.html", {})


@for_shoppers
@require_POST
def change(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Set how much of one product is wanted: an amount, one step more (`add`), or nothing (`amount` 0)."""
    asked = posted_id(request, "variant")
    variant = read_variants([asked]).get(asked) if asked else None
    if variant is None:
        raise ProductUnclear
    if request.POST.get("add"):
        held = (
            next((line.quantity for line in shopper.basket.lines if line.variant == asked), 0) if shopper.basket else 0
        )
        quantity = held + first_amount(variant.unit)
        messages.success(
            request, gettext("In the basket: %(name)s") % {"name": say(variant.name, get_language() or "ru")}
        )
    elif units := request.POST.get("units", ""):
        quantity = read_amount(units, "piece")  # a button that knows the very units
    else:
        quantity = read_amount(request.POST.get("amount", ""), variant.unit)
    place = shopper.store
    change_basket(
        shopper.leaf,
        [Wish(variant.id, quantity)],
        place=place.id if place and (shopper.basket is None or shopper.basket.place is None) else None,
        touchpoint="site",
        actor=shopper.actor,
        at=shopper.at,
    )
    return see_other(request, "/shop/basket")


@for_shoppers
@require_POST
def coupon(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Enter a coupon code, or take one out (`out`). Whoever tries codes out is slowed down."""
    code, out = request.POST.get("code", "")[:60], request.POST.get("out")
    headers = {name.lower(): value for name, value in request.headers.items()}
    address = client_address(headers, str(request.META.get("REMOTE_ADDR") or ""), where().trusted_proxies)
    if not out:
        slow_down_coupons(shopper.leaf, [code], address=address_block(address), actor=shopper.actor, at=shopper.at)
    act = take_coupon_out if out else enter_coupon
    act(shopper.leaf, code, touchpoint="site", actor=shopper.actor, at=shopper.at)
    return see_other(request, "/shop/basket")
