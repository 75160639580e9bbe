"""An order that the store's tablet took is paid: by the card terminal, or by a QR code that the tablet shows."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.places.types import PlaceName
from prilavok.doors.web.parts.order_rights import may_change
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.doors.web.parts.standing import place_of
from prilavok.doors.web.parts.swapped import page_or_part
from prilavok.flows.charge_card import charge_card
from prilavok.flows.end_page import end_page
from prilavok.flows.open_page import open_page
from prilavok.insights.home_order import read_home_order
from prilavok.kit import clock
from prilavok.kit.errors import Refused

_SEND, _TAKE = "orders.send_home", "payments.take"


@needs(_SEND)
@require_GET
def paid(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """The order that was just placed here: from where it comes, whether it is paid; the last alone while it waits."""
    return _drawn(request, order)


@needs(_TAKE)
@require_POST
def card(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """Charge the customer's card at the terminal of the store."""
    charge(request, order, place_of(request, _SEND))
    return HttpResponseRedirect(reverse("tablet:home_paid", args=[order]))


@needs(_TAKE)
@require_POST
def qr(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """Show the customer a QR code of the bank's page."""
    show_code(request, order, place_of(request, _SEND))
    return HttpResponseRedirect(reverse("tablet:home_paid", args=[order]))


@needs(_TAKE)
@require_POST
def end(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """It shall be paid otherwise than by the QR code that is shown; where the bank was quicker, it is paid."""
    here = place_of(request, _SEND)
    end_page(read_home_order(order, place=here.id).order.id, actor=actor_here(request), at=clock.now())
    if "HX-Target" in request.headers:
        return _drawn(request, order)
    return HttpResponseRedirect(reverse("tablet:home_paid", args=[order]))


def charge(request: HttpRequest, order: UUID, here: PlaceName) -> None:
    """Charge what is due at the terminal, and say how it came out."""
    own = read_home_order(order, place=here.id)
    if own.due <= 0:
        return
    try:
        tried = charge_card(
            order, own.due, currency=own.order.currency, place=here.id, actor=actor_here(request), at=clock.now()
        )
    except Refused as refused:
        messages.error(request, refused.say(_))
        return
    if tried.state == "captured":
        messages.success(request, _("Paid by card."))
    else:
        told = _("The bank refused the card.") if tried.state == "refused" else _("The bank has not answered yet.")
        messages.error(request, told)


def show_code(request: HttpRequest, order: UUID, here: PlaceName) -> None:
    """Open a page of the bank for what is to be paid before it is sent; where it cannot be, say why."""
    own = read_home_order(order, place=here.id)
    if not own.pays_now:
        return
    try:
        open_page(
            order, own.due, way="qr", back="", currency=own.order.currency, place=here.id, may_hold=True,
            actor=actor_here(request), at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, refused.say(_))


def _drawn(request: HttpRequest, order: UUID) -> HttpResponseBase:
    here = place_of(request, _SEND)
    shown = {
        "own": read_home_order(order, place=here.id),
        "takes_cards": scope_of(request, _TAKE) is not None,
        "may_change": may_change(staff_of(request), here.id),
    }
    return page_or_part(request, "tablet/home_paid.html", shown, {"paying": "tablet/paying.html"})
