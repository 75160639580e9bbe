"""Which store: the list of those that sell, and the choice of one."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.queries import read_zones
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.shop.visitor import (
    ZONE_COOKIE,
    Shopper,
    for_shoppers,
    keep_store,
    posted_id,
    see_other,
    show,
)
from prilavok.flows.choose_store import choose_store
from prilavok.insights.shop_stores import list_stores
from prilavok.kit.errors import Refused


class StoreUnknown(Refused):
    """The form names no store of ours."""

    def __init__(self) -> None:
        super().__init__("store.unknown", _("Choose one of the stores in the list."))


@for_shoppers
@require_safe
def stores(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Every store that sells, with today's hours; with a text the likest."""
    chosen = asked(request, "shop:stores", filters=("q", "next"), sorts=(), sort="code")
    page = list_stores(text=chosen["q"], at=shopper.at, after=chosen.after)
    shown = {"rows": page.rows, "next": chosen.cursor(page), "text": chosen["q"], "back": chosen["next"]}
    return show(request, shopper, "shop/stores.html", shown)


@for_shoppers
@require_POST
def choose(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Show this store from now on; a basket begun elsewhere comes along."""
    asked_for = posted_id(request, "place")
    if asked_for is None:
        raise StoreUnknown
    place = read_place(asked_for)
    if place.kind not in ("store", "pickup"):
        raise StoreUnknown
    if shopper.basket is not None:
        choose_store(shopper.leaf, place.id, touchpoint="site", actor=shopper.actor, at=shopper.at)
    response = see_other(request)
    keep_store(response, place.id)
    return response


class ZoneUnknown(Refused):
    """The form names no part of town that things are brought to."""

    def __init__(self) -> None:
        super().__init__("zone.unknown", _("Choose one of the parts of town in the list."))


@for_shoppers
@require_POST
def choose_zone(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """Say from now on by when things are at a door in this part of town."""
    asked_for = posted_id(request, "zone")
    if asked_for is None or asked_for not in read_zones([asked_for]):
        raise ZoneUnknown
    response = see_other(request)
    keep_store(response, asked_for, ZONE_COOKIE)
    return response
