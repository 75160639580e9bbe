"""The customer's basket at the desk: goods are added, a store is chosen, the order is placed in their name."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.baskets.types import Wish
from prilavok.domains.conversations.queries import read_conversation
from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.places.queries import name_places, read_place
from prilavok.domains.pricing.errors import QuoteEnded
from prilavok.domains.pricing.queries import read_quote
from prilavok.domains.pricing.types import QuoteView
from prilavok.domains.shipments.errors import (
    DeliveryRepriced,
    DeliveryUnfit,
    NoRoute,
    NoSlotFree,
    NotAhead,
    NotDelivered,
    SlotFull,
)
from prilavok.domains.shipments.types.delivering import ZoneView
from prilavok.doors.web.parts.home_forms import home_fields, read_delivering
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of
from prilavok.doors.web.parts.slot_forms import read_slot, read_wait
from prilavok.flows.change_basket import change_basket
from prilavok.flows.choose_store import choose_store
from prilavok.flows.draft_basket import send_draft
from prilavok.flows.enter_coupon import enter_coupon, take_coupon_out
from prilavok.flows.place_delivery import place_delivery
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.insights.collecting_times import waiting_times
from prilavok.insights.desk_page import DeskBasket, read_desk_basket
from prilavok.insights.home_way import HomeWay, goods_home, wait_of, zones_with_days
from prilavok.insights.said_goods import said_lines
from prilavok.insights.sending import Offer
from prilavok.insights.shop_found import find_offers
from prilavok.insights.shop_stores import list_stores
from prilavok.kit import clock
from prilavok.kit.errors import Refused

_CHANGE = "baskets.change"
MOST_FOUND = 12


class NotAWish(Refused):
    """The form names no product, or no whole number of units."""

    def __init__(self) -> None:
        super().__init__("basket.no_wish", gettext_lazy("Say what and how many: a whole number, nought takes it out."))


@needs("conversations.see")
@require_GET
def basket(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """The basket alone: what a live screen asks for again."""
    return _shown(request, conversation)


@needs(_CHANGE)
@require_GET
def products(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """What the store of the basket sells under a typed text."""
    at_hand = read_desk_basket(tuple(leaves_with(read_conversation(conversation).leaf)), clock.now())
    text = request.GET.get("q", "")[:80]
    place, at = at_hand.place, clock.now()
    offers, elsewhere = find_offers(place, text, at, most=MOST_FOUND, touchpoint="desk") if place else ([], 0)
    ways = goods_home(place, [one.variant.id for one in offers], at, touchpoint="desk").ways if place else {}
    said = said_lines([one.variant for one in offers], get_language() or "ru")
    rows = [(one, ways.get(one.variant.id), said.get(one.variant.id, "")) for one in offers]
    shown = {"offers": rows, "elsewhere": elsewhere, "text": text, "conversation": conversation}
    return render(request, "desk/products.html", shown | {"place": at_hand.place})


@needs(_CHANGE)
@require_GET
def stores(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """Where the goods can be collected, by a typed text."""
    page = list_stores(text=request.GET.get("q", "")[:80], at=clock.now())
    return render(request, "desk/stores.html", {"rows": page.rows[:MOST_FOUND], "conversation": conversation})


@needs(_CHANGE)
@require_POST
def wish(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """Put so many units of a product in; nought takes it out."""
    quantity, variant = request.POST.get("quantity", ""), _id(request.POST.get("variant", ""))
    if variant is None or not (quantity.isascii() and quantity.isdigit() and len(quantity) < 8):
        raise NotAWish
    leaf = read_conversation(conversation).leaf
    wishes = [Wish(variant, int(quantity))]
    change_basket(leaf, wishes, touchpoint="desk", actor=actor_here(request), at=clock.now())
    return _shown(request, conversation)


@needs(_CHANGE)
@require_POST
def store(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """Collect at this store."""
    place = _id(request.POST.get("place", ""))
    if place not in name_places():
        raise Refused("store.unknown", gettext_lazy("Choose one of the stores in the list."))
    leaf = read_conversation(conversation).leaf
    assert place is not None
    choose_store(leaf, place, touchpoint="desk", actor=actor_here(request), at=clock.now())
    return _shown(request, conversation)


@needs(_CHANGE)
@require_POST
def coupon(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """Enter a coupon code that the customer names, or take one out (`out`)."""
    act = take_coupon_out if request.POST.get("out") else enter_coupon
    leaf, code = read_conversation(conversation).leaf, request.POST.get("code", "")[:60]
    act(leaf, code, touchpoint="desk", actor=actor_here(request), at=clock.now())
    return _shown(request, conversation)


@needs("orders.place")
@require_POST
def quote(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """Promise the sum, to be read to the customer before the order is placed."""
    leaf = read_conversation(conversation).leaf
    promised = quote_basket(leaf, touchpoint="desk", actor=actor_here(request), at=clock.now())
    return _shown(request, conversation, quote=promised)


@needs("orders.place")
@require_POST
def place(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """Place the order of the promised sum; a second click finds the same order."""
    asked = _id(request.POST.get("quote", ""))
    if asked is None:
        raise NotAWish
    leaf = read_conversation(conversation).leaf
    try:
        placed = place_order(
            asked, leaf=leaf, touchpoint="desk", actor=actor_here(request), at=clock.now(),
            slot=read_slot(request.POST), wait_until=read_wait(request.POST),
        )  # fmt: skip
    except (SlotFull, NoSlotFree) as full:
        return _shown(request, conversation, quote=read_quote(asked), why=full.say(_))
    except QuoteEnded as ended:
        before = read_quote(asked)
        return _shown(request, conversation, quote=ended.quote, before=before)
    except OutOfStock as short:
        return _shown(request, conversation, lacks=_named(short))
    where = name_places()[read_quote(asked).place]
    messages.success(
        request, _("Order %(number)s is placed and held at %(place)s.") % {"number": placed.number, "place": where.code}
    )
    return _whole(request, conversation)


@needs("orders.send_home")
@require_POST
def home(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """Order what was promised, to be brought home; what was typed stays where it is refused."""
    asked = _id(request.POST.get("quote", ""))
    if asked is None:
        raise NotAWish
    leaf, told = read_conversation(conversation).leaf, read_delivering(request.POST)
    try:
        placed = place_delivery(asked, told, leaf=leaf, touchpoint="desk", actor=actor_here(request), at=clock.now())
    except QuoteEnded as ended:
        return _shown(request, conversation, quote=ended.quote, before=read_quote(asked), typed=request.POST)
    except (DeliveryRepriced, DeliveryUnfit, NoRoute, NotAhead, NotDelivered) as refused:
        return _shown(request, conversation, quote=read_quote(asked), why=refused.say(_), typed=request.POST)
    messages.success(request, _("Order %(number)s is placed.") % {"number": placed.number})
    return _whole(request, conversation)


@needs("orders.place")
@require_POST
def draft(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """Send the basket as a draft: the customer looks at it, confirms it and pays by themselves."""
    send_draft(conversation, actor=actor_here(request), at=clock.now())
    messages.success(request, _("The draft is sent: the customer confirms and pays by the link, within a day."))
    return _whole(request, conversation)


def _named(short: OutOfStock) -> list[dict[str, object]]:
    places = name_places()
    return [{"lack": lack, "places": [places[one] for one in lack.elsewhere[:3]]} for lack in short.lacks]


def _shown(request: HttpRequest, conversation: UUID, **more: object) -> HttpResponseBase:
    """The basket for a page that asks for the part; the whole page for a plain form."""
    if request.headers.get("HX-Request") != "true" and not more:
        return HttpResponseRedirect(reverse("desk:conversation", args=[conversation]))
    found = read_conversation(conversation)
    at_hand = read_desk_basket(tuple(leaves_with(found.leaf)), clock.now())
    shown: dict[str, Any] = {
        "conversation": found,
        "at_hand": at_hand,
        "may_sell": scope_of(request, _CHANGE),
        "may_place": scope_of(request, "orders.place"),
        "zones": _zones(at_hand, more.get("quote")) if scope_of(request, "orders.send_home") else [],
        **more,
    }
    shown["home_waits"] = wait_of([way for _zone, _offer, way in shown["zones"]])
    if isinstance(promised := more.get("quote"), QuoteView):
        shown |= waiting_times(promised, at=clock.now(), by_staff=True) | home_fields(request.POST, found.leaf)
    response = render(request, "desk/basket.html", shown)
    response.headers["Vary"] = "HX-Request"
    return response


def _zones(at_hand: DeskBasket, quote: object) -> list[tuple[ZoneView, Offer, HomeWay]]:
    """Where the goods of a promise can be brought, or those of the basket while nothing is promised."""
    if isinstance(quote, QuoteView):
        wants = {line.variant: line.quantity for line in quote.lines}
        return zones_with_days(read_place(quote.place), wants, quote.amount, clock.now(), touchpoint="desk")
    page = at_hand.page
    if at_hand.place is None or page is None or not page.rows or not all(row.price for row in page.rows):
        return []
    wants = {row.variant.id: row.line.quantity for row in page.rows}
    return zones_with_days(at_hand.place, wants, page.total, clock.now(), touchpoint="desk")


def _whole(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    address = reverse("desk:conversation", args=[conversation])
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
