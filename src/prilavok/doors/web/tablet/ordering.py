"""A customer's basket is ordered on the store's tablet: to be collected here, or to be brought home."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.places.queries import read_place
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
from prilavok.doors.web.parts.home_forms import read_delivering
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of
from prilavok.doors.web.parts.slot_forms import read_slot, read_wait
from prilavok.doors.web.parts.standing import place_of
from prilavok.doors.web.tablet.baskets import SELL, TOUCHPOINT, drawn, opened_at
from prilavok.doors.web.tablet.paying import charge
from prilavok.flows.choose_store import choose_store
from prilavok.flows.place_delivery import place_delivery
from prilavok.flows.place_order import place_order
from prilavok.flows.quote_basket import quote_basket
from prilavok.insights.collecting_times import waiting_times
from prilavok.insights.home_way import wait_of, zones_with_days
from prilavok.insights.shown_basket import waiting_basket
from prilavok.kit import clock
from prilavok.kit.errors import Refused


class NotPromised(Refused):
    """The form names no sum that was promised for a basket of this store."""

    def __init__(self) -> None:
        super().__init__(
            "basket.not_promised", gettext_lazy("Promise the sum first, for collecting in this store.")
        )  # fmt: skip


@needs(SELL)
@require_POST
def quote(request: HttpRequest, leaf: UUID) -> HttpResponseBase:
    """Promise the sum, which the customer is told before anything is ordered."""
    here = opened_at(request, leaf)
    waiting = waiting_basket(leaf)
    if waiting and waiting.place is None:
        choose_store(leaf, here, touchpoint=TOUCHPOINT, actor=actor_here(request), at=clock.now())
    promised = quote_basket(leaf, touchpoint=TOUCHPOINT, actor=actor_here(request), at=clock.now())
    if promised.place != here:
        raise NotPromised
    return _promised(request, leaf, promised)


@needs(SELL)
@require_POST
def collect(request: HttpRequest, leaf: UUID) -> HttpResponseBase:
    """Order what was promised, to be collected in this store; a second press finds the same order."""
    asked = _asked(request, leaf)
    try:
        placed = place_order(
            asked.id, leaf=leaf, touchpoint=TOUCHPOINT, actor=actor_here(request), at=clock.now(),
            slot=read_slot(request.POST), wait_until=read_wait(request.POST),
        )  # fmt: skip
    except QuoteEnded as ended:
        return _promised(request, leaf, ended.quote, before=asked)
    except (OutOfStock, SlotFull, NoSlotFree) as refused:
        return _promised(request, leaf, asked, why=refused.say(_))
    told = _("Order %(number)s is placed: it is collected here, and its code is on the customer's own page.")
    messages.success(request, told % {"number": placed.number})
    return HttpResponseRedirect(reverse("tablet:basket", args=[leaf]))


@needs(SELL)
@require_POST
def home(request: HttpRequest, leaf: UUID) -> HttpResponseBase:
    """Order what was promised, to be brought home; paid before, the card is charged here where one may take money."""
    asked, told = _asked(request, leaf), read_delivering(request.POST)
    try:
        placed = place_delivery(
            asked.id, told, leaf=leaf, touchpoint=TOUCHPOINT, actor=actor_here(request), at=clock.now()
        )
    except QuoteEnded as ended:
        return _promised(request, leaf, ended.quote, before=asked)
    except (DeliveryRepriced, DeliveryUnfit, NoRoute, NotAhead, NotDelivered) as refused:
        return _promised(request, leaf, asked, why=refused.say(_), at_home=True)
    messages.success(request, _("Order %(number)s is placed.") % {"number": placed.number})
    if told.pay == "before" and placed.new and scope_of(request, "payments.take"):
        charge(request, placed.order, place_of(request, SELL))
    return HttpResponseRedirect(reverse("tablet:home_paid", args=[placed.order]))


def _asked(request: HttpRequest, leaf: UUID) -> QuoteView:
    here = opened_at(request, leaf)
    try:
        found = read_quote(UUID(request.POST.get("quote", "")), lines=True)
    except ValueError:
        raise NotPromised from None
    if found.place != here:
        raise NotPromised
    return found


def _promised(
    request: HttpRequest, leaf: UUID, promised: QuoteView, *, before: QuoteView | None = None, why: str = "",
    at_home: bool = False,
) -> HttpResponseBase:  # fmt: skip
    wants = {line.variant: line.quantity for line in promised.lines}
    at = clock.now()
    zones = zones_with_days(read_place(promised.place), wants, promised.amount, at, touchpoint=TOUCHPOINT)
    return drawn(
        request, leaf, quote=promised, before=before, why=why, at_home=at_home, zones=zones,
        home_waits=wait_of([way for _zone, _offer, way in zones]), **waiting_times(promised, at=at, by_staff=True),
    )  # fmt: skip
