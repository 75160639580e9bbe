"""What waits at the store, one order being picked, and the tasks of the place."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.places.types import PlaceName
from prilavok.doors.web.parts.handed_forms import PIECES_REFUSED, given_fields, is_overruled, read_given
from prilavok.doors.web.parts.lists import Empty
from prilavok.doors.web.parts.order_rights import may_change
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.doors.web.parts.standing import place_of, stand_at, standing_of
from prilavok.doors.web.parts.swapped import page_or_part
from prilavok.doors.web.tablet.slots import CHANGE, slots_of
from prilavok.doors.web.till.pieces import may_overrule
from prilavok.flows.find_pickup import find_pickup
from prilavok.flows.finish_task import finish_place_task
from prilavok.flows.give_out_paid import GivenByClaim, give_out_paid
from prilavok.flows.pick_shipment import pick, ready_shipment, start_shipment
from prilavok.insights.handed_pieces import GivenPieces, pieces_left, pieces_to_pack
from prilavok.insights.picking_list import read_picking, read_picking_list
from prilavok.insights.set_names import sets_of_order
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused

_PICK = "shipments.pick"
_NOTHING = Empty(
    gettext_lazy("Nothing waits here"),
    gettext_lazy(
        "When a customer orders for collection at this store, the order appears here by itself: take the goods"
        " from the shelf, tick them off, and the customer is told that they lie ready."
    ),
    "check",
)


class NotAQuantity(Refused):
    """What was typed as how many is no number of units of the line."""

    def __init__(self) -> None:
        super().__init__("shipment.no_quantity", gettext_lazy("Say how many are missing: a whole number of the line."))


@needs(_PICK)
@require_GET
def picking(request: HttpRequest) -> HttpResponseBase:
    """Everything that waits at the store; the list alone where the live screen asks again."""
    return _listed(request)


@needs(_PICK)
@require_POST
def place(request: HttpRequest) -> HttpResponseBase:
    """Work at another store from now on."""
    stand_at(request, _PICK)
    return HttpResponseRedirect(reverse("tablet:picking"))


@needs(_PICK)
@require_GET
def shipment(request: HttpRequest, shipment: UUID) -> HttpResponseBase:
    """One order with its lines to tick off."""
    return _shown(request, shipment, place_of(request, _PICK))


@needs(_PICK)
@require_POST
def start(request: HttpRequest, shipment: UUID) -> HttpResponseBase:
    """Take an order in hand."""
    here = place_of(request, _PICK)
    start_shipment(shipment, place=here.id, actor=actor_here(request), at=clock.now())
    return HttpResponseRedirect(reverse("tablet:shipment", args=[shipment]))


@needs(_PICK)
@require_POST
def line(request: HttpRequest, shipment: UUID, line: UUID) -> HttpResponseBase:
    """Say of one line what is in hand and what was not found."""
    here = place_of(request, _PICK)
    found = read_picking(shipment, place=here.id, actor=staff_of(request))
    units = next((one.units for one in found.lines if one.line == line), 0)
    short = _short(request.POST.get("short", ""), units)
    # "Back" takes the word back: neither in hand nor missing.
    picked = 0 if request.POST.get("act") == "back" else units - short
    pick(shipment, line, picked, short, place=here.id, actor=actor_here(request), at=clock.now())
    return _shown(request, shipment, here)


@needs(_PICK)
@require_POST
def ready(request: HttpRequest, shipment: UUID) -> HttpResponseBase:
    """The goods lie ready, or nothing was found and the order is ended: the customer is told."""
    here, overruled = place_of(request, _PICK), is_overruled(request)
    found = read_picking(shipment, place=here.id, actor=staff_of(request))
    try:
        lots = read_given(request, pieces_to_pack(found))
        ready_shipment(
            shipment, lots=lots, overruled=overruled, place=here.id, actor=actor_here(request), at=clock.now()
        )  # fmt: skip
    except PIECES_REFUSED as refused:
        return _shown(request, shipment, here, refusal=refused.say(_))
    found = read_picking(shipment, place=here.id, actor=staff_of(request))
    if found.shipment.home:
        if found.shipment.state == "cancelled":
            messages.success(request, _("Nothing of it is sent from here: put what you have back on the shelf."))
        else:
            messages.success(request, _("It lies ready for the courier."))
    elif found.shipment.state == "cancelled":
        messages.success(request, _("The order is cancelled: nothing of it was found. The customer is being told."))
    else:
        messages.success(request, _("It lies ready; the customer is being told."))
    return HttpResponseRedirect(reverse("tablet:picking"))


@needs("orders.hand_over")
@require_POST
def collect(request: HttpRequest) -> HttpResponseBase:
    """Hand over what is paid already, for its code alone; where its pieces are told apart, for their numbers too."""
    here, code, overruled = (
        place_of(request, "orders.hand_over"),
        request.POST.get("code", "")[:40],
        is_overruled(request),
    )
    pieces: tuple[GivenPieces, ...] = ()
    try:
        found = find_pickup(code, place=here.id, actor=actor_here(request), at=clock.now())
        pieces = () if found.claim else pieces_left(found.order)
        lots = read_given(request, pieces)
        given = give_out_paid(
            found, lots=lots, overruled=overruled, place=here.id, actor=actor_here(request), at=clock.now()
        )  # fmt: skip
    except GivenByClaim as by:
        return HttpResponseRedirect(reverse("tablet:claim", args=[by.claim]))
    except PIECES_REFUSED as refused:  # the code was right: the page asks for the numbers beside it
        given_again = given_fields(request, pieces)
        return _listed(request, status=422, refusal=refused.say(_), code=code, given=given_again)
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(_))
    else:
        messages.success(request, _("Handed over, receipt %(number)s.") % {"number": given.receipt.number})
    return HttpResponseRedirect(reverse("tablet:picking"))


@needs(_PICK)
@require_POST
def done(request: HttpRequest, task: UUID) -> HttpResponseBase:
    """A task of the store is done."""
    here = place_of(request, _PICK)
    finish_place_task(task, place=here.id, actor=actor_here(request), at=clock.now())
    messages.success(request, _("Done."))
    return HttpResponseRedirect(reverse("tablet:picking"))


def _listed(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponseBase:
    standing = standing_of(request, _PICK)
    shown: dict[str, object] = {
        "standing": standing,
        "empty": _NOTHING,
        "may_give": scope_of(request, "orders.hand_over"),
        "may_overrule": may_overrule(request),
        **more,
    }
    if standing.place is not None:
        shown["sees_talks"] = scope_of(request, "conversations.see") is not None
        shown["waits"] = read_picking_list(standing.place.id, actor=staff_of(request))
    return page_or_part(request, "tablet/picking.html", shown, {"waiting": "tablet/waiting.html"}, status=status)


def _shown(request: HttpRequest, shipment: UUID, here: PlaceName, *, refusal: str = "") -> HttpResponseBase:
    found = read_picking(shipment, place=here.id, actor=staff_of(request))
    part = request.headers.get("HX-Target") == "picked"
    if request.method == "POST" and not part and not refusal:
        return HttpResponseRedirect(reverse("tablet:shipment", args=[shipment]))
    shown: dict[str, object] = {
        "one": found,
        "place": here,
        "sets": sets_of_order(found.order.id),
        "given": given_fields(request, pieces_to_pack(found)),
        "may_overrule": may_overrule(request),
        "refusal": refusal,
        "may_cancel": may_change(staff_of(request), found.order.place),
    }
    if not part and scope_of(request, CHANGE):
        shown |= slots_of(found)
    status = 422 if refusal else 200
    return page_or_part(request, "tablet/shipment.html", shown, {"picked": "tablet/picked.html"}, status=status)


def _short(typed: str, units: int) -> int:
    """How many units are missing; nothing typed means none. Raises NotAQuantity."""
    text = typed.strip() or "0"
    if not (text.isascii() and text.isdigit()) or len(text) > 12 or int(text) > units:
        raise NotAQuantity
    return int(text)
