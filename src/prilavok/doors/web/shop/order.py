"""One's own order: how far it is, the code to collect it by, and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.shipments.errors import SlotFull
from prilavok.doors.web.parts.doubts import read_wanted
from prilavok.doors.web.parts.failures import failure_of
from prilavok.doors.web.parts.slot_forms import SlotUnclear, read_slot
from prilavok.doors.web.shop.paying import pay_and_tell
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, see_other, show, told_back
from prilavok.flows.call_off_order import call_off_order
from prilavok.flows.move_slot import move_own_slot
from prilavok.flows.settle_doubt import settle_doubt
from prilavok.insights.cancelled_order import money_back, read_cancel_plan
from prilavok.insights.claim_page import claimable, own_claims
from prilavok.insights.collecting_times import collecting_times, promised_of
from prilavok.insights.door_promise import door_promise
from prilavok.insights.set_names import sets_of_order
from prilavok.insights.shop_order import read_own_order
from prilavok.kit.errors import Refused


@for_shoppers
@require_safe
def order(request: HttpRequest, shopper: Shopper, order: UUID) -> HttpResponseBase:
    """The order, if it is the visitor's."""
    return _drawn(request, shopper, order)


def _drawn(
    request: HttpRequest, shopper: Shopper, order: UUID, *, refusal: str = "", status: int = 200
) -> HttpResponseBase:
    found = read_own_order(order, shopper.leaves, shopper.at)
    shown: dict[str, object] = {"own": found, "new": request.GET.get("new") == "1", "promised": promised_of(order)}
    shown |= {"here": f"/shop/order/{order}", "refusal": refusal}
    shown["sets"] = sets_of_order(order)
    shown["claims"] = own_claims(order)
    shown["claimable"] = claimable(order)
    if found.order.commercial == "placed":
        shown["plan"] = plan = read_cancel_plan(order, by_customer=True, at=shopper.at)
        shown["why_not"] = plan.refusal.say(gettext) if plan.refusal else ""
    elif found.order.commercial == "cancelled":
        shown["back"] = money_back(order)
    if found.delivery is not None:
        shown["promised"], shown["door"] = None, door_promise(order)
    if shown["promised"] and found.place:
        shown["times"] = collecting_times(found.place.id, at=shopper.at, of=order)
    return show(request, shopper, "shop/order.html", shown, status)


@for_shoppers
@require_POST
def pay(request: HttpRequest, shopper: Shopper, order: UUID) -> HttpResponseBase:
    """Pay by card before it is collected or brought; pressed twice it is charged once."""
    own = read_own_order(order, shopper.leaves, shopper.at)
    pay_and_tell(request, shopper, order, home=own.delivery is not None)
    return see_other(request, f"/shop/order/{order}")


@for_shoppers
@require_POST
def slot(request: HttpRequest, shopper: Shopper, order: UUID) -> HttpResponseBase:
    """Collect it at another time."""
    if (chosen := read_slot(request.POST)) is None:
        raise SlotUnclear
    try:
        move_own_slot(order, chosen, leaf=shopper.leaf, actor=shopper.actor, at=shopper.at)
    except SlotFull as full:
        return told_back(request, full)
    messages.success(request, gettext("Kept: collect it at the new time."))
    return see_other(request, f"/shop/order/{order}")


@for_shoppers
@require_safe
def receipt(request: HttpRequest, shopper: Shopper, order: UUID) -> HttpResponseBase:
    """The receipts of the visitor's order."""
    found = read_own_order(order, shopper.leaves, shopper.at)
    return show(request, shopper, "shop/receipt.html", {"own": found, "sets": sets_of_order(order)})


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
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
    try:
        ended = call_off_order(order, leaf=shopper.leaf, version=version, actor=shopper.actor, at=shopper.at)
    except Refused as refused:
        failure = failure_of(refused)
        return _drawn(request, shopper, order, refusal=refused.say(gettext), status=failure.status if failure else 422)
    if not ended:
        messages.info(request, gettext("This order was cancelled before. Nothing was done again."))
    elif money_back(order):
        messages.success(request, gettext("The order is cancelled. What you paid goes back: see below how far it is."))
    else:
        messages.success(request, gettext("The order is cancelled. Nothing was charged; the goods are free again."))
    return see_other(request, f"/shop/order/{order}")
