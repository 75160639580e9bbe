"""The front of the shop, its shelves, its search, and the page of a product."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from prilavok.domains.catalog.queries import read_product
from prilavok.domains.places.types import PlaceView
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.shop.facets import asked_of_attributes, facets_shown
from prilavok.doors.web.shop.visitor import Shopper, for_shoppers, show
from prilavok.flows.note_search import note_search
from prilavok.flows.note_view import note_view
from prilavok.insights.home_way import goods_home
from prilavok.insights.said_goods import said_groups
from prilavok.insights.shop_found import Narrowed, find_here
from prilavok.insights.shop_products import read_shop_product, well_stocked
from prilavok.insights.shop_sets import sets_with
from prilavok.insights.shop_shelf import read_shelf
from prilavok.insights.shop_shelves import shelves_here
from prilavok.insights.shop_stores import hours_today
from prilavok.kit.errors import NotFound


@for_shoppers
@require_safe
def front(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """The chosen store, its shelves, what it has plenty of; or what a search means."""
    if shopper.store is None:
        return show(request, shopper, "shop/nothing_yet.html", {})
    if request.GET.get("q", "").strip():
        return _found(request, shopper, shopper.store)
    _way, shelves = shelves_here(shopper.store, "", shopper.at)
    shown = {
        "shelves": shelves,
        "offers": well_stocked(shopper.store, shopper.at),
        "hours": hours_today(shopper.store, shopper.at),
    }
    return show(request, shopper, "shop/front.html", shown)


def _found(request: HttpRequest, shopper: Shopper, store: PlaceView) -> HttpResponse:
    text, shelf, brand = (request.GET.get(name, "").replace("\x00", "").strip() for name in ("q", "shelf", "brand"))
    wanted = Narrowed(shelf[:200], brand[:80], request.GET.get("free") == "1", asked_of_attributes(request))
    found = find_here(store, text[:80], shopper.at, wanted)
    kept = {"q": text[:80], "shelf": wanted.shelf, "brand": wanted.brand, "free": "1" if wanted.free else ""}
    # Narrowing what was found, or turning it over, is no search of its own.
    asked_anew = set(request.GET) == {"q"}
    shown = {"text": text[:80], "found": found, "offers": found.offers, "wanted": wanted, "asked_anew": asked_anew}
    shown |= facets_shown(request, found.facets, kept)
    return show(request, shopper, "shop/found.html", shown)


@for_shoppers
@require_safe
def shelf(request: HttpRequest, shopper: Shopper, path: str) -> HttpResponseBase:
    """What the store sells on a shelf and below it, page by page."""
    store = shopper.store
    if store is None:
        return show(request, shopper, "shop/nothing_yet.html", {})
    way, below = shelves_here(store, path, shopper.at)
    if not way or way[-1].path != path:
        raise NotFound("category.unknown", _("There is no such shelf."))
    said = asked_of_attributes(request)
    purpose = f"shop:{store.id}:{path}:{sorted(said.items())}" if said else f"shop:{store.id}:{path}"
    chosen = asked(request, purpose, filters=("free",), sorts=(), sort="sku")
    more = request.headers.get("HX-Target") == "more"
    free = chosen["free"] == "1"
    found = read_shelf(store, path, said, at=shopper.at, free=free, after=chosen.after, counted=not more)
    page = found.page
    shown = {
        "way": way[:-1],
        "shelf": way[-1],
        "shelves": below,
        "offers": page.rows,
        "next": chosen.cursor(page),
        "free": free,
    }
    shown |= facets_shown(request, found.facets, {"free": "1" if free else ""})
    return show(request, shopper, "shop/more.html" if more else "shop/shelf.html", shown)


@for_shoppers
@require_safe
def product(request: HttpRequest, shopper: Shopper, product: UUID) -> HttpResponseBase:
    """One product: its price and stock here, where else it lies, how to ask about it."""
    if shopper.store is None:
        return show(request, shopper, "shop/nothing_yet.html", {})
    found = read_shop_product(product, shopper.store, shopper.at)
    wanted = {line.variant: line.quantity for line in shopper.basket.lines} if shopper.basket else {}
    home = goods_home(
        shopper.store, [offer.variant.id for offer in found.offers if offer.price], shopper.at, touchpoint="site",
        chosen=shopper.zone,
    )  # fmt: skip
    shown = {
        "said": said_groups(found.said.card),
        "own": [
            (offer.variant, [one for one in found.said.of(offer.variant.id) if one.own])
            for offer in found.offers
            if offer.variant.id in found.said.variants
        ],
        "home": home,
        "sets": sets_with(product, shopper.store, shopper.at),
        "about": found,
        "offers": [
            (
                offer,
                wanted.get(offer.variant.id, 0),
                found.elsewhere[offer.variant.id],
                home.ways.get(offer.variant.id),
            )
            for offer in found.offers
        ],  # fmt: skip
        "topics": " ".join(f"variant:{offer.variant.id}" for offer in found.offers) + " basket:*",
    }
    return show(request, shopper, "shop/product.html", shown)


@for_shoppers
@require_POST
def seen(request: HttpRequest, shopper: Shopper, product: UUID) -> HttpResponseBase:
    """The page of a product stood on a screen: told by the page itself, so that no reading of it writes."""
    read_product(product)
    note_view(shopper.leaf, product, actor=shopper.actor, at=shopper.at)
    return HttpResponse(status=204)


@for_shoppers
@require_POST
def searched(request: HttpRequest, shopper: Shopper) -> HttpResponseBase:
    """What a search found stood on a screen: told by the page itself, as a view is."""
    note_search(shopper.leaf, request.POST.get("q", ""), actor=shopper.actor, at=shopper.at)
    return HttpResponse(status=204)
