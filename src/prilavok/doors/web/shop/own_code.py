"""The rotating code of the own page: the till scans it, it names who stands there and says yes to their points."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from prilavok.domains.customers.queries import opens, own_code
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, show


@for_shoppers
@require_safe
def code(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """The code that stands now; the page asks for the next one by itself."""
    if shopper.customer is None or opens(shopper.leaf).spend != "yes":
        return redirect("shop:me")
    return show(request, shopper, "shop/own_code.html", {"code": own_code(shopper.leaf, shopper.at)})
