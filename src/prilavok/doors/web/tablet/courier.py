"""What the courier brings: the list of the day, one parcel with address and phone, given or nobody at home."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.shipments.errors import ShipmentMovedOn
from prilavok.domains.shipments.types.delivering import WHY_FAILED
from prilavok.doors.web.parts.handed_forms import PIECES_REFUSED, given_fields, is_overruled, read_given
from prilavok.doors.web.parts.lists import Empty
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of
from prilavok.doors.web.parts.standing import place_of, stand_at, standing_of
from prilavok.doors.web.parts.swapped import page_or_part
from prilavok.doors.web.till.pieces import may_overrule
from prilavok.flows.charge_card import charge_card
from prilavok.flows.deliver_parcel import Paying, fail_parcel, give_parcel, take_parcel
from prilavok.flows.return_parcel import return_parcel
from prilavok.insights.courier_list import read_courier_list, read_parcel
from prilavok.insights.handed_pieces import check_packed, unpacked
from prilavok.kit import clock
from prilavok.kit.ids import new_id
from prilavok.kit.money import read_money

_DELIVER = "shipments.deliver"
_NOTHING = Empty(
    gettext_lazy("Nothing is to be brought from here"),
    gettext_lazy(
        "When a customer orders to their home and this place sends it, the parcel is picked as every order is, and then"
        " lies here for the courier."
    ),
    "check",
)


@needs(_DELIVER)
@require_GET
def courier(request: HttpRequest) -> HttpResponseBase:
    """Everything to be brought from the place; the list alone where the live screen asks again."""
    standing = standing_of(request, _DELIVER)
    shown: dict[str, object] = {"standing": standing, "empty": _NOTHING}
    if standing.place is not None:
        shown["brings"] = read_courier_list(standing.place.id)
    return page_or_part(request, "tablet/courier.html", shown, {"bringing": "tablet/bringing.html"})


@needs(_DELIVER)
@require_POST
def place(request: HttpRequest) -> HttpResponseBase:
    """Bring from another place from now on."""
    stand_at(request, _DELIVER)
    return HttpResponseRedirect(reverse("tablet:courier"))


@needs(_DELIVER)
@require_GET
def parcel(request: HttpRequest, shipment: UUID) -> HttpResponseBase:
    """One parcel: where to, to whom, what is to be paid at the door."""
    return _shown(request, shipment)


@needs(_DELIVER)
@require_POST
def take(request: HttpRequest, shipment: UUID) -> HttpResponseBase:
    """Take it along, or once more after nobody took it."""
    here, overruled = place_of(request, _DELIVER), is_overruled(request)
    try:
        lots = read_given(request, unpacked(shipment))
        take_parcel(shipment, lots=lots, overruled=overruled, place=here.id, actor=actor_here(request), at=clock.now())
    except PIECES_REFUSED as refused:
        return _shown(request, shipment, refusal=refused.say(_))
    return HttpResponseRedirect(reverse("tablet:parcel", args=[shipment]))


@needs(_DELIVER)
@require_POST
def give(request: HttpRequest, shipment: UUID) -> HttpResponseBase:
    """The customer has it; what was due was paid in cash, or before."""
    here, key = place_of(request, _DELIVER), request.POST.get("key", "")[:60]
    one = read_parcel(shipment, place=here.id)
    paid = [Paying("cash", one.due, given=_cash(request, one.due, one.order.currency))] if one.due else []
    give_parcel(shipment, paid, key=key or str(shipment), place=here.id, actor=actor_here(request), at=clock.now())
    messages.success(request, _("Order %(number)s is brought.") % {"number": one.order.number})
    return HttpResponseRedirect(reverse("tablet:courier"))


@needs("payments.take")
@require_POST
def card(request: HttpRequest, shipment: UUID) -> HttpResponseBase:
    """Charge the customer's card at the door; the parcel is given once the bank said yes."""
    here = place_of(request, _DELIVER)
    one = read_parcel(shipment, place=here.id)
    if one.shipment.state != "on_way":
        raise ShipmentMovedOn(one.shipment.state)
    check_packed(shipment)
    if one.due:
        tried = charge_card(
            one.order.id, one.due, currency=one.order.currency, place=here.id, actor=actor_here(request), at=clock.now()
        )
        if tried.state != "captured":
            told = _("The bank refused the card.") if tried.state == "refused" else _("The bank has not answered yet.")
            messages.error(request, told)
            return HttpResponseRedirect(reverse("tablet:parcel", args=[shipment]))
    messages.success(request, _("Paid by card. Give the parcel and say so."))
    return HttpResponseRedirect(reverse("tablet:parcel", args=[shipment]))


@needs(_DELIVER)
@require_POST
def fail(request: HttpRequest, shipment: UUID) -> HttpResponseBase:
    """Nobody took it: why."""
    here = place_of(request, _DELIVER)
    fail_parcel(shipment, request.POST.get("why", "")[:12], place=here.id, actor=actor_here(request), at=clock.now())
    messages.success(request, _("Noted; the customer is being asked when to come again."))
    return HttpResponseRedirect(reverse("tablet:courier"))


@needs(_DELIVER)
@require_POST
def back(request: HttpRequest, shipment: UUID) -> HttpResponseBase:
    """It lies in its place again, and its goods go back to sale."""
    return_parcel(shipment, place=place_of(request, _DELIVER).id, actor=actor_here(request), at=clock.now())
    messages.success(request, _("The goods are free again; the order goes without them."))
    return HttpResponseRedirect(reverse("tablet:courier"))


def _shown(request: HttpRequest, shipment: UUID, *, refusal: str = "") -> HttpResponseBase:
    here = place_of(request, _DELIVER)
    one = read_parcel(shipment, place=here.id)
    to_go = one.shipment.state in ("ready", "failed") and not one.unpaid
    shown = {
        "one": one,
        "place": here,
        "whys": WHY_FAILED,
        "key": new_id(clock.now()),
        "takes_cards": scope_of(request, "payments.take") is not None,
        "given": given_fields(request, unpacked(shipment)) if to_go else [],
        "may_overrule": may_overrule(request),
        "refusal": refusal,
    }
    return render(request, "tablet/parcel.html", shown, status=422 if refusal else 200)


def _cash(request: HttpRequest, due: int, currency: str) -> int:
    """Minor units of cash given; nothing typed means the exact sum. Raises Refused for what is no sum."""
    text = request.POST.get("given", "").replace(",", ".").replace(" ", "").strip()
    return read_money(text, currency).amount if text else due
