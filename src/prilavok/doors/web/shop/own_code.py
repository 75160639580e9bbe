"""What the till scans: the rotating code, which says yes to one's points, and the loyalty card, which names it only."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from prilavok.domains.customers.queries import list_identifiers, opens, own_code
from prilavok.domains.loyalty.queries import tiers_held
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, show


@for_shoppers
@require_safe
def code(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """The code that stands now; the page asks for the next one by itself."""
    if shopper.customer is None or opens(shopper.leaf).spend != "yes":
        return redirect("shop:me")
    shown = {
        "code": own_code(shopper.leaf, shopper.at),
        "cards": _cards(shopper),
        "tiers": tiers_held(shopper.leaves, shopper.at),
    }
    return show(request, shopper, "shop/own_code.html", shown)


def _cards(shopper: Shopper) -> list[str]:
    """The numbers of their loyalty cards, for those who see what is personal."""
    if shopper.customer is None or opens(shopper.leaf).see_personal != "yes":
        return []
    known = list_identifiers([shopper.customer], raw=True).get(shopper.customer, [])
    return [one.value for one in known if one.kind == "card" and one.value]
