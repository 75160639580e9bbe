"""Checkout to one's home: the address, what bringing costs, when it is paid; and paying an order by card."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.baskets.errors import BasketClosed, BasketEmpty, NotOnSale, StoreNotChosen
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.errors import NoPrice, QuoteEnded
from prilavok.domains.pricing.types import QuoteView
from prilavok.domains.shipments.errors import DeliveryRepriced, DeliveryUnfit, NoRoute, NotAhead, NotDelivered
from prilavok.doors.web.parts.home_forms import home_fields, read_delivering
from prilavok.doors.web.shop.paying import pay_and_tell
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, posted_id, show, told_back
from prilavok.flows.place_delivery import place_delivery
from prilavok.flows.quote_basket import quote_basket
from prilavok.insights.home_way import wait_of, zones_with_days
from prilavok.insights.sending import zones_offered
from prilavok.insights.shop_checkout import contacts_of, priced_rows
from prilavok.kit.errors import Refused


@for_shoppers
@require_safe
def home(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """What is asked for an order to be brought home; without a basket back to it; where nothing is brought, told so."""
    try:
        quote = quote_basket(shopper.leaf, touchpoint="site", actor=shopper.actor, at=shopper.at)
    except (BasketEmpty, NoPrice, NotOnSale, StoreNotChosen):
        return redirect("shop:checkout")
    if not zones_offered(read_place(quote.place), quote.amount, shopper.at):
        messages.error(request, NotDelivered().say(gettext))
        return redirect("shop:checkout")
    return _asking(request, shopper, quote)


@for_shoppers
@require_POST
def place(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Order it to be brought home; the same form sent twice gives the one order. Paid before: the card is charged."""
    quote = posted_id(request, "quote")
    if quote is None:
        return redirect("shop:home")
    told = read_delivering(request.POST)
    try:
        placed = place_delivery(
            quote, told, leaf=shopper.leaf, touchpoint="site", actor=shopper.actor, at=shopper.at,
        )  # fmt: skip
    except QuoteEnded as ended:
        return _asking(request, shopper, ended.quote, why=ended, status=409)
    except (DeliveryRepriced, DeliveryUnfit, NoRoute, NotAhead, NotDelivered) as refused:
        fresh = quote_basket(shopper.leaf, touchpoint="site", actor=shopper.actor, at=shopper.at)
        return _asking(request, shopper, fresh, why=refused, status=409)
    except BasketClosed as closed:
        return redirect("shop:order", order=closed.order) if closed.order else redirect("shop:basket")
    except (BasketEmpty, NoPrice, NotOnSale) as refused:
        return told_back(request, refused)
    if placed.new and told.pay == "before":
        pay_and_tell(request, shopper, placed.order, home=True)
    response = HttpResponseRedirect(f"{reverse('shop:order', args=[placed.order])}{'?new=1' if placed.new else ''}")
    response.status_code = 303
    return response


def _asking(
    request: HttpRequest, shopper: Shopper, quote: QuoteView, *, why: Refused | None = None, status: int = 200
) -> HttpResponse:
    contacts = contacts_of(shopper.customer, shopper.leaves, shopper.at)
    wants = {line.variant: line.quantity for line in quote.lines}
    zones = zones_with_days(read_place(quote.place), wants, quote.amount, shopper.at, touchpoint="site")
    shown = {
        "quote": quote,
        "rows": priced_rows(quote),
        "zones": zones,
        "home_waits": wait_of([way for _zone, _offer, way in zones]),
        "contacts": contacts,
        "why": why.say(gettext) if why else "",
        "typed": request.POST,
        **home_fields(request.POST, shopper.leaf),
    }
    return show(request, shopper, "shop/home.html", shown, status=status)
