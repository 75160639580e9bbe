"""An order at the store is collected at another time, as its customer wishes there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from prilavok.doors.web.parts.rights import needs, staff_of
from prilavok.doors.web.parts.slot_forms import SlotUnclear, read_slot
from prilavok.doors.web.parts.standing import place_of
from prilavok.flows.move_slot import move_order_slot
from prilavok.insights.collecting_times import collecting_times, promised_of
from prilavok.insights.picking_list import Waiting, read_picking
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor

CHANGE = "orders.change"


def slots_of(one: Waiting) -> dict[str, object]:
    """What the page of an order needs to offer other times; nothing once its picking has begun."""
    promised = promised_of(one.order.id)
    if promised is None or not promised.movable or one.shipment.home:
        return {}
    return {
        "promised": promised,
        "times": collecting_times(one.shipment.place, at=clock.now(), by_staff=True),
    }


@needs(CHANGE)
@require_POST
def slot(request: HttpRequest, shipment: UUID) -> HttpResponseBase:
    """Collect the order of this store in another slot; the customer is told."""
    staff, here = staff_of(request), place_of(request, CHANGE)
    found = read_picking(shipment, place=here.id, actor=staff)  # refuses one of another store
    if (chosen := read_slot(request.POST)) is None:
        raise SlotUnclear
    try:
        move_order_slot(found.order.id, chosen, actor=Actor("staff", staff.id), at=clock.now())
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("The time of collecting is another now; the customer is being told."))
    return HttpResponseRedirect(reverse("tablet:shipment", args=[shipment]))
