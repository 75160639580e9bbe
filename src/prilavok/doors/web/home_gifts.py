"""Gift cards of an order that is brought home, entered by staff for its customer: in the office and at the tablet."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from prilavok.domains.giftcards.errors import GiftCardUnknown
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.domains.staff.queries import may
from prilavok.doors.web.papers import space_of
from prilavok.doors.web.parts.rights import NoRight, actor_here, needs, staff_of
from prilavok.flows.keep_card_home import drop_card_home, keep_card_home
from prilavok.insights.order_page import read_seen_order
from prilavok.kit import clock
from prilavok.kit.errors import Refused

_SEND = "orders.send_home"


@needs(_SEND)
@require_POST
def keep(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """What the card can pay of the order is kept on it until the parcel leaves."""
    place, code = _place(request, order), request.POST.get("code", "").replace("\x00", "")[:40]
    try:
        keep_card_home(code, order, place=place, actor=actor_here(request), at=clock.now())
    except (Refused, GiftCardUnknown) as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("The gift card is kept for this order and pays it when it is sent."))
    return _back(request, order)


@needs(_SEND)
@require_POST
def drop(request: HttpRequest, order: UUID, card: UUID) -> HttpResponseBase:
    """The card does not pay the order after all; its money is free again."""
    _place(request, order)
    drop_card_home(order, card, actor=actor_here(request), at=clock.now())
    messages.success(request, gettext("The gift card was taken off. All of its money can be spent again."))
    return _back(request, order)


def _place(request: HttpRequest, order: UUID) -> UUID:
    """The place that sold. Raises NoRight for an order of a place that is not theirs."""
    staff = staff_of(request)
    place = read_seen_order(order, actor=staff).place
    if place is None:
        raise ShipmentUnknown
    if not may(staff, _SEND, "company") and place != staff.place:
        raise NoRight(_SEND)
    return place


def _back(request: HttpRequest, order: UUID) -> HttpResponseBase:
    name = "tablet:home_paid" if (space := space_of(request)) == "tablet" else f"{space}:order"
    return HttpResponseRedirect(reverse(name, args=[order]))
