"""The comparison: goods of one shelf side by side, put there from shelf, search and product page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.baskets.types import MOST_COMPARED
from prilavok.domains.catalog.queries import read_variants
from prilavok.doors.web.shop.basket import ProductUnclear
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, posted_id, read_id, see_other, show
from prilavok.flows.compare_goods import compare_goods, take_out_compared
from prilavok.insights.compared import read_compared
from prilavok.kit.words import say


@for_shoppers
@require_safe
def compare(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """One shelf of what is compared, whole or only in what differs; what was just taken out can be put back."""
    if shopper.store is None:
        return show(request, shopper, "shop/nothing_yet.html", {})
    shelves = read_compared(shopper.leaves, shopper.store, shopper.at)
    asked, gone = read_id(request.GET.get("shelf", "")), read_id(request.GET.get("gone", ""))
    shelf = next((one for one in shelves if one.category == asked), shelves[0] if shelves else None)
    only = request.GET.get("only") == "1"
    there = {column.offer.variant.id for one in shelves for column in one.columns}
    shown = {
        "shelves": shelves,
        "shelf": shelf,
        "only": only,
        "traits": [one for one in shelf.traits if one.differs or not only] if shelf else [],
        "gone": read_variants([gone]).get(gone) if gone and gone not in there else None,
        "most": MOST_COMPARED,
    }
    return show(request, shopper, "shop/compare.html", shown)


@for_shoppers
@require_POST
def side_by_side(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Put one product into the comparison, or take it out (`out`)."""
    asked = posted_id(request, "variant")
    variant = read_variants([asked]).get(asked) if asked else None
    if variant is None:
        raise ProductUnclear
    act = take_out_compared if request.POST.get("out") else compare_goods
    done = act(shopper.leaf, variant.id, touchpoint="site", actor=shopper.actor, at=shopper.at)
    if act is compare_goods:
        said = gettext("In the comparison: %(name)s") if done else gettext("In the comparison already: %(name)s")
        messages.success(request, said % {"name": say(variant.name, get_language() or "ru")})
    return see_other(request, "/shop/compare")
