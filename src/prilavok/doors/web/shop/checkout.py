"""Checkout on one page: store, sum by a stored quote, how to be told; and the order itself."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.baskets.errors import BasketClosed, BasketEmpty, NotOnSale
from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.errors import NoPrice, QuoteEnded
from prilavok.domains.pricing.queries import read_quote
from prilavok.domains.pricing.types import QuoteView
from prilavok.domains.shipments.errors import NoSlotFree, SlotFull
from prilavok.doors.web.parts.slot_forms import read_slot, read_wait
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, posted_id, show, told_back
from prilavok.flows.choose_store import choose_store
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.flows.say_consent import say_consent
from prilavok.insights.collecting_times import waiting_times
from prilavok.insights.price_reasons import read_reasons
from prilavok.insights.sending import zones_offered
from prilavok.insights.set_names import sets_quoted
from prilavok.insights.shop_checkout import ORDERS, contacts_of, lacking, priced_rows
from prilavok.insights.shop_stores import hours_today
from prilavok.kit.errors import NotFound


@for_shoppers
@require_safe
def checkout(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """The sum promised for a quarter of an hour, and all that an order needs; an empty basket goes back to itself."""
    if shopper.basket is None or not shopper.basket.lines:
        return redirect("shop:basket")
    if shopper.basket.place is None and shopper.store is not None:
        choose_store(shopper.leaf, shopper.store.id, touchpoint="site", actor=shopper.actor, at=shopper.at)
    try:
        quote = quote_basket(shopper.leaf, touchpoint="site", actor=shopper.actor, at=shopper.at)
    except (BasketEmpty, NoPrice, NotOnSale):
        return redirect("shop:basket")  # which says line by line what is not sold here
    return _asking(request, shopper, quote)


@for_shoppers
@require_POST
def place(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Order what the quote promises; the same form sent twice gives the one order."""
    quote = posted_id(request, "quote")
    if quote is None:
        return redirect("shop:checkout")
    contacts = contacts_of(shopper.customer, shopper.leaves, shopper.at)
    if request.POST.get("tell") == "yes" and contacts.channels:
        # Said before the order, so that what follows from the order already knows it.
        say_consent(
            shopper.leaf,
            contacts.channels,
            ORDERS,
            yes=True,
            source="checkout",
            actor=shopper.actor,
            at=shopper.at,
        )
    try:
        version = _whole(request.POST.get("version", ""))
        placed = place_order(
            quote,
            leaf=shopper.leaf,
            touchpoint="site",
            actor=shopper.actor,
            at=shopper.at,
            basket_version=version,
            slot=read_slot(request.POST),
            wait_until=read_wait(request.POST),
        )
    except QuoteEnded as ended:
        return _asking(request, shopper, ended.quote, before=_seen(quote), status=409)
    except OutOfStock as short:
        return show(request, shopper, "shop/short.html", {"lacks": lacking(short.lacks)}, status=409)
    except (SlotFull, NoSlotFree) as full:
        try:
            return _asking(request, shopper, read_quote(quote, lines=True), why=full.say(gettext), status=409)
        except NotFound:
            return redirect("shop:checkout")
    except BasketClosed as closed:
        return redirect("shop:order", order=closed.order) if closed.order else redirect("shop:basket")
    except (BasketEmpty, NoPrice, NotOnSale) as refused:
        return told_back(request, refused)
    response = HttpResponseRedirect(f"{reverse('shop:order', args=[placed.order])}{'?new=1' if placed.new else ''}")
    response.status_code = 303
    return response


def _asking(
    request: HttpRequest, shopper: Shopper, quote: QuoteView, *, before: QuoteView | None = None, why: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    rows = priced_rows(quote, before)
    place = read_place(quote.place)
    shown = {
        "quote": quote,
        "rows": rows,
        "before": before,
        "why": why,
        **waiting_times(quote, at=shopper.at),
        "hours": hours_today(shopper.store, shopper.at) if shopper.store else None,
        "contacts": contacts_of(shopper.customer, shopper.leaves, shopper.at),
        "brought": bool(zones_offered(place, quote.amount, shopper.at)),
        "reasons": [one for one in read_reasons(quote.reasons) if one.told],
        "sets": sets_quoted(quote.lines),
    }
    return show(request, shopper, "shop/checkout.html", shown, status=status)


def _seen(quote: UUID) -> QuoteView | None:
    try:
        return read_quote(quote, lines=True)
    except NotFound:
        return None


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
