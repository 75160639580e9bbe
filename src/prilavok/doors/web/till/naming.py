"""Which piece is it: a serial number or lot is typed for a line of the sale or of an order, or taken off it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

from prilavok.doors.web.parts.rights import needs, staff_of
from prilavok.doors.web.parts.standing import place_of
from prilavok.doors.web.till import pickup
from prilavok.doors.web.till.counter import answer
from prilavok.doors.web.till.drafts import read_draft
from prilavok.doors.web.till.pieces import name_piece, name_typed, units_of, units_to_hand
from prilavok.insights.handed_pieces import check_numbers
from prilavok.insights.pickup_page import read_pickup_page


@needs("sales.record")
@require_POST
def piece(request: HttpRequest, variant: UUID) -> HttpResponseBase:
    """The piece of the line is this one; of a lot all units that are not named yet."""
    here = place_of(request, "sales.record")
    draft = read_draft(request, here.id)
    if (said := name_typed(request, draft.key, units_of(draft), variant)) is not None:
        name_piece(request, draft.key, units_of(draft), said)
    return answer(request, here)


@needs(pickup.HAND_OVER)
@require_POST
def order_piece(request: HttpRequest, order: UUID, variant: UUID) -> HttpResponseBase:
    """The same of an order that is handed over: a number that another customer has is refused at once."""
    here = place_of(request, pickup.HAND_OVER)
    pickup.opened_here(request, here, order)
    units = units_to_hand(read_pickup_page(order, place=here, actor=staff_of(request)))
    if (said := name_typed(request, str(order), units, variant)) is not None:
        check_numbers([said], overruled=False)
        name_piece(request, str(order), units, said)
    return pickup.answer(request, here, order)
