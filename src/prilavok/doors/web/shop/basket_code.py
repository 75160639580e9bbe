"""The rotating code beside the basket: a seller or a cashier scans it and goes on with the same basket."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from prilavok.domains.customers.queries import basket_code
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, show
from prilavok.insights.shown_basket import check_shown


@for_shoppers
@require_safe
def code(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """The code that stands now; the page asks for the next one by itself. It opens this basket and nothing else."""
    if shopper.basket is None or not shopper.basket.lines:
        return redirect("shop:basket")
    check_shown(shopper.leaf)
    return show(request, shopper, "shop/basket_code.html", {"code": basket_code(shopper.leaf, shopper.at)})
