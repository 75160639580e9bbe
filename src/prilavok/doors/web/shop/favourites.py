"""Favourites: put there from shelf, product page, comparison and basket; looked at again as the store has them now."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.baskets.types import Wish
from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.doors.web.parts.figures import number
from prilavok.doors.web.shop.amounts import first_amount
from prilavok.doors.web.shop.basket import ProductUnclear
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, keep_loving, posted_id, read_id, see_other, show
from prilavok.flows.change_basket import change_basket
from prilavok.flows.keep_favourite import drop_favourite, keep_favourite
from prilavok.insights.favourites import FavouriteRow, read_favourites
from prilavok.kit.errors import Refused
from prilavok.kit.words import say

_MOST_LIVE = 60  # goods whose changes the page listens for


@for_shoppers
@require_safe
def favourites(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """All of them, or only what is cheaper, is here again, or lies here; what was just taken out can be put back."""
    if shopper.store is None:
        return show(request, shopper, "shop/nothing_yet.html", {})
    rows = read_favourites(shopper.leaves, shopper.store, shopper.at)
    of = {
        "cheaper": [one for one in rows if one.cheaper > 0],
        "back": [one for one in rows if one.back],
        "here": [one for one in rows if one.here],
    }
    asked, gone = request.GET.get("only", ""), read_id(request.GET.get("gone", ""))
    known = {one.kept.variant for one in rows}
    shown = {
        "rows": of.get(asked, rows),
        "all": len(rows),
        "only": asked if asked in of else "",
        "counts": {name: len(some) for name, some in of.items()},
        "wanted": {line.variant for line in shopper.basket.lines} if shopper.basket else set(),
        "takable": len(_takable(rows, shopper)),
        "gone": read_variants([gone]).get(gone) if gone and gone not in known else None,
        "topics": " ".join(f"variant:{one.kept.variant}" for one in rows[:_MOST_LIVE]),
    }
    response = show(request, shopper, "shop/favourites.html", shown)
    if rows:
        keep_loving(response)  # put there elsewhere: from now on this browser's pages ask for them too
    return response


@for_shoppers
@require_POST
def favour(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Put one product into favourites, or take it out (`out`). part: a script asks for the heart alone."""
    asked = posted_id(request, "variant")
    variant = read_variants([asked]).get(asked) if asked else None
    if variant is None:
        raise ProductUnclear
    part = request.POST.get("part") == "1" and request.headers.get("HX-Request") == "true"
    try:
        told = _do(request, shopper, variant)
    except Refused as refused:
        if not part:
            raise
        messages.error(request, refused.say(gettext))
    else:
        if told:
            messages.success(request, told % {"name": say(variant.name, get_language() or "ru")})
    if part:
        page = {"variant": variant, "large": request.POST.get("large") == "1", "here": request.POST.get("next", "")}
        response: HttpResponseBase = show(request, shopper, "shop/heart_part.html", page)
    else:
        response = see_other(request, "/shop/favourites")
    keep_loving(response)
    return response


@for_shoppers
@require_POST
def take_all(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Put everything that lies here now into the basket, but what is there already."""
    place = shopper.store
    rows = read_favourites(shopper.leaves, place, shopper.at) if place else []
    found = _takable(rows, shopper)
    if place and found:
        change_basket(
            shopper.leaf,
            [Wish(one.offer.variant.id, first_amount(one.offer.variant.unit)) for one in found],
            place=place.id if shopper.basket is None or shopper.basket.place is None else None,
            touchpoint="site",
            actor=shopper.actor,
            at=shopper.at,
        )
        told = ngettext("%(shown)s product is in the basket", "%(shown)s products are in the basket", len(found))
        messages.success(request, told % {"shown": number(len(found))})
    return see_other(request, "/shop/favourites")


def _do(request: HttpRequest, shopper: Shopper, variant: VariantView) -> str:
    """What was done, "" where nothing was to be done; the page draws favourites as they are from now on."""
    if request.POST.get("out"):
        done = drop_favourite(shopper.leaf, variant.id, touchpoint="site", actor=shopper.actor, at=shopper.at)
        told = gettext("Taken out of favourites: %(name)s")
    else:
        done = keep_favourite(
            shopper.leaf, variant.id, place=shopper.store, touchpoint="site", actor=shopper.actor, at=shopper.at
        )
        told = gettext("In your favourites: %(name)s")
    return told if done else ""


def _takable(rows: Sequence[FavouriteRow], shopper: Shopper) -> list[FavouriteRow]:
    lying: set[UUID] = {line.variant for line in shopper.basket.lines} if shopper.basket else set()
    return [
        one
        for one in rows
        if one.here and one.kept.variant not in lying and one.offer.free >= first_amount(one.offer.variant.unit)
    ]
