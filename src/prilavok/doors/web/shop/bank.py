"""A customer pays at a page of the bank, or by its QR code on another device, and comes back."""

from typing import Literal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from prilavok.doors.web.shop.paying import say_paid
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, see_other
from prilavok.flows.end_page import end_own_page
from prilavok.flows.pay_own_page import pay_own_page


@for_shoppers
@require_POST
def bank(request: HttpRequest, shopper: Shopper, order: UUID) -> HttpResponseBase:
    """To the bank's page; without scripts, and for a QR code, the order's own page leads there."""
    own = reverse("shop:order", args=[order])
    way: Literal["page", "qr"] = "qr" if request.POST.get("way") == "qr" else "page"
    back = request.build_absolute_uri(own)
    opened = pay_own_page(order, way=way, back=back, leaf=shopper.leaf, actor=shopper.actor, at=shopper.at)
    if opened is not None and opened.waits and way == "page" and request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": opened.link})
    if opened is None or not opened.waits:
        say_paid(request, opened)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": own})
    return see_other(request, own)


@for_shoppers
@require_POST
def end(request: HttpRequest, shopper: Shopper, order: UUID) -> HttpResponseBase:
    """Pay otherwise after all; where the bank was quicker, it is paid."""
    ended = end_own_page(order, leaf=shopper.leaf, actor=shopper.actor, at=shopper.at)
    if any(one.state in ("captured", "held") for one in ended):
        messages.success(request, gettext("The bank was quicker: it is paid."))
    else:
        messages.success(request, gettext("The bank's page is closed. Nothing was charged: pay in another way."))
    return see_other(request, reverse("shop:order", args=[order]))
