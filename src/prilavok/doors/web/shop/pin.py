"""The PIN for points on the own page: set, set anew, taken away."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.customers.queries import opens, read_pin
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, see_other, show
from prilavok.flows.keep_pin import drop_own_pin, keep_pin

_HERE = "/shop/me/pin"


@for_shoppers
@require_safe
def pin(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Whether there is one, since when, and whether it is locked; for who is signed in."""
    if shopper.customer is None or opens(shopper.leaf).spend != "yes":
        return redirect("shop:me")
    kept = read_pin(shopper.leaves)
    left = kept.locked_until - shopper.at if kept and kept.locked_until else timedelta()
    locked = max(-(-left // timedelta(hours=1)), 0)
    return show(request, shopper, "shop/pin.html", {"pin": kept, "locked": locked})


@for_shoppers
@sensitive_post_parameters("pin")
@require_POST
def keep(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Set it; one of before says yes to nothing any more."""
    keep_pin(shopper.leaf, request.POST.get("pin", "")[:12], actor=shopper.actor, at=shopper.at)
    messages.success(request, gettext("The PIN is set. Type it at the till when your points shall pay."))
    return see_other(request, _HERE)


@for_shoppers
@require_POST
def drop(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Take it away."""
    drop_own_pin(shopper.leaf, actor=shopper.actor, at=shopper.at)
    messages.success(request, gettext("The PIN is removed; it spends nothing any more."))
    return see_other(request, _HERE)
