"""A customer changes their own order that is brought home, before it leaves: looked at, then confirmed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext

from prilavok.domains.baskets.queries import find_open_basket
from prilavok.doors.web.parts.change_forms import change_fields, read_acts, read_told, read_version
from prilavok.doors.web.parts.failures import failure_of
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, see_other, show
from prilavok.flows.change_own_home import change_own_home, preview_own_change
from prilavok.insights.home_change import check_not_gone
from prilavok.insights.shop_order import OwnOrder, read_own_order
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.ids import new_id


@for_shoppers
def change(request: HttpRequest, shopper: Shopper, order: UUID) -> HttpResponseBase:
    """The form, what the typed change would make, and doing it; pressed twice it is done once."""
    own = read_own_order(order, shopper.leaves, shopper.at)
    if request.method != "POST":
        return _drawn(request, shopper, own)
    form, actor, at = request.POST, shopper.actor, shopper.at
    try:
        agreed = check_not_gone(own.order)
        acts, told = read_acts(form, order), read_told(form, agreed)
        if form.get("act") != "confirm":
            preview = preview_own_change(order, acts, told, leaf=shopper.leaf, actor=actor, at=at)
            return _drawn(request, shopper, own, {"preview": preview, "key": str(new_id(at))})
        change_own_home(
            order, acts, told, key=f"site:{form.get('key', '')[:60]}", version=read_version(form) or 0,
            amount=read_version(form, "sum"), leaf=shopper.leaf, actor=actor, at=at,
        )  # fmt: skip
    except (Refused, NotFound) as refused:
        failure = failure_of(refused)
        told_why: dict[str, object] = {"refusal": refused.say(gettext)}
        return _drawn(request, shopper, own, told_why, failure.status if failure else 422)
    messages.success(request, gettext("The order is changed. What is to be paid, or comes back, stands below."))
    return see_other(request, f"/shop/order/{order}")


def _drawn(
    request: HttpRequest, shopper: Shopper, own: OwnOrder, shown: dict[str, object] | None = None, status: int = 200
) -> HttpResponseBase:
    basket = find_open_basket(shopper.leaves)
    offered = [line.variant for line in basket.lines] if basket else []
    told: dict[str, object] = {"own": own, "order": own.order, **(shown or {})}
    try:
        told |= change_fields(request.POST, own.order, check_not_gone(own.order), offered, shopper.at)
    except Refused as refused:
        told["why_not"] = refused.say(gettext)
    return show(request, shopper, "shop/change.html", told, status)
