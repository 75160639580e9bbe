"""One's own order: how far it is, the code to collect it by, and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from prilavok.doors.web.parts.doubts import read_wanted
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, see_other, show
from prilavok.flows.call_off_order import call_off_order
from prilavok.flows.settle_doubt import settle_doubt
from prilavok.insights.shop_order import read_own_order


@for_shoppers
@require_safe
def order(request: HttpRequest, shopper: Shopper, order: UUID) -> HttpResponseBase:
    """The order, if it is the visitor's."""
    found = read_own_order(order, shopper.leaves, shopper.at)
    return show(request, shopper, "shop/order.html", {"own": found, "new": request.GET.get("new") == "1"})


@for_shoppers
@require_safe
def receipt(request: HttpRequest, shopper: Shopper, order: UUID) -> HttpResponseBase:
    """The receipts of the visitor's order."""
    found = read_own_order(order, shopper.leaves, shopper.at)
    return show(request, shopper, "shop/receipt.html", {"own": found})


@for_shoppers
@require_POST
def doubt(request: HttpRequest, shopper: Shopper, order: UUID) -> HttpResponseBase:
    """Say which of two orders that look alike is wanted."""
    settle_doubt(order, read_wanted(request.POST.get("wanted", "")), actor=shopper.actor, at=shopper.at)
    messages.success(request, gettext("Thank you, that is what we will do."))
    return see_other(request, f"/shop/order/{order}")


@for_shoppers
@require_POST
def cancel(request: HttpRequest, shopper: Shopper, order: UUID) -> HttpResponseBase:
    """Take the order back: its goods are free again at once. Done twice it is done once."""
    call_off_order(order, leaf=shopper.leaf, actor=shopper.actor, at=shopper.at)
    messages.success(request, gettext("The order is cancelled. Nothing was charged; the goods are free again."))
    return see_other(request, f"/shop/order/{order}")
