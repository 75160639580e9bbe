"""A draft that an operator sent: looked at, confirmed and paid by its link; the browser need not be known."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.baskets.errors import BasketClosed
from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.pricing.errors import QuoteEnded
from prilavok.doors.web.parts.slot_forms import read_slot, read_wait
from prilavok.doors.web.shop.paying import say_paid
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, posted_id, see_other, show
from prilavok.flows.confirm_draft import confirm_draft, pay_draft
from prilavok.flows.draft_basket import read_draft, requote_draft
from prilavok.insights.collecting_times import promised_of, waiting_times
from prilavok.insights.shop_checkout import lacking, priced_rows
from prilavok.insights.shop_order import read_own_order
from prilavok.kit.errors import Refused


@for_shoppers
@require_safe
def draft(request: HttpRequest, shopper: Shopper, token: str) -> HttpResponseBase:
    """What was put together, with the prices of now and what changed since it was sent; or the order it became."""
    return _shown(request, shopper, token)


@for_shoppers
@require_POST
def confirm(request: HttpRequest, shopper: Shopper, token: str) -> HttpResponseBase:
    """Order it; the same form sent twice gives the one order."""
    quote = posted_id(request, "quote")
    if quote is None:
        return _back(request, token)
    try:
        slot, wait_until = read_slot(request.POST), read_wait(request.POST)
        confirm_draft(token, quote, slot=slot, wait_until=wait_until, actor=shopper.actor, at=shopper.at)
    except BasketClosed:
        return _back(request, token)
    except QuoteEnded:
        return _shown(request, shopper, token, why=gettext("Something changed meanwhile. Nothing was ordered yet."))
    except OutOfStock as short:
        return show(request, shopper, "shop/short.html", {"lacks": lacking(short.lacks)}, status=409)
    except Refused as refused:
        return _shown(request, shopper, token, why=refused.say(gettext))
    return _back(request, token)


@for_shoppers
@require_POST
def pay(request: HttpRequest, shopper: Shopper, token: str) -> HttpResponseBase:
    """Pay what was ordered; pressed twice it is charged once."""
    try:
        say_paid(request, pay_draft(token, actor=shopper.actor, at=shopper.at))
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    return _back(request, token)


def _shown(request: HttpRequest, shopper: Shopper, token: str, *, why: str = "") -> HttpResponse:
    found = read_draft(token, actor=shopper.actor, at=shopper.at)
    shown: dict[str, object] = {"token": token, "why": why}
    if found.basket.order is not None:
        own = read_own_order(found.basket.order, [found.told.leaf, found.basket.leaf], shopper.at)
        shown |= {"own": own, "promised": promised_of(found.basket.order)}
    else:
        quote = requote_draft(token, actor=shopper.actor, at=shopper.at)
        changed = found.told.amount != quote.amount
        rows, times = priced_rows(quote, found.told), waiting_times(quote, at=shopper.at)
        shown |= {"quote": quote, "told": found.told if changed else None, "rows": rows, **times}
    response = show(request, shopper, "shop/draft.html", shown, status=409 if why else 200)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _back(request: HttpRequest, token: str) -> HttpResponse:
    return see_other(request, reverse("shop:draft", args=[token]))
