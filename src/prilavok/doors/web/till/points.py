"""Points at the till: the customer is asked, and their own word (a one-time code) lets the points pay."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from prilavok.domains.loyalty.types import PointsCode
from prilavok.doors.web.parts.rights import actor_here, needs, staff_of
from prilavok.doors.web.parts.standing import place_of
from prilavok.doors.web.till.drafts import Asked, Opened, keep_opened
from prilavok.doors.web.till.pickup import answer, changed_since, drawn, opened_here
from prilavok.doors.web.till.typed import read_points
from prilavok.flows.ask_for_points import ask_for_points
from prilavok.flows.open_by_document import DOCUMENT, points_by_document
from prilavok.flows.points_by_own_code import points_by_own_code
from prilavok.flows.points_by_pin import points_by_pin
from prilavok.insights.pickup_page import PickupPage, read_pickup_page
from prilavok.kit import clock
from prilavok.kit.errors import Refused

_HAND_OVER = "orders.hand_over"


class NoPointsNamed(Refused):
    """The customer is to be asked about no points at all."""

    def __init__(self) -> None:
        super().__init__("till.no_points", _("Type first how many points the customer wants to spend."))


class AskedOtherwise(Refused):
    """Another tab of this till dropped the question that the page shows, or asked another."""

    def __init__(self) -> None:
        super().__init__(
            "till.asked_otherwise",
            _("The customer was asked about other points meanwhile, or their code has ended. Nothing was paid."),
        )


@needs(_HAND_OVER)
@sensitive_post_parameters("pin", "own_code")
@require_POST
def ask(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """A code goes to the customer; the page waits for the digits they say."""
    here = place_of(request, _HAND_OVER)
    opened = opened_here(request, here, order)
    page = read_pickup_page(order, place=here, actor=staff_of(request))  # refuses an order of another store
    if not page.open or not opened.code or request.POST.get("key") != opened.key:
        return answer(request, here, order)  # the other click, or the other tab, has asked already
    typed = request.POST.get("points", "")
    if (changed := changed_since(request, page)) is not None:
        return drawn(request, here, order, changed=changed, typed={"points": typed})
    points = read_points(typed)
    if not points:
        raise NoPointsNamed
    actor, at, digits = actor_here(request), clock.now(), ""
    if shown_code := "".join(request.POST.get("own_code", "").split())[:80]:
        said = points_by_own_code(order, points, shown_code, key=opened.key, place=here.id, actor=actor, at=at)
        sent, digits = said.asked, said.digits
    elif pin := "".join(request.POST.get("pin", "").split())[:12]:
        typed_in = points_by_pin(order, points, pin, place=here.id, actor=actor, at=at)
        sent, digits = typed_in.asked, typed_in.digits
    elif request.POST.get("by") == DOCUMENT:
        shown = points_by_document(order, points, place=here.id, actor=actor, at=at)
        sent, digits = shown.asked, shown.digits
    else:
        sent = ask_for_points(order, points, key=opened.key, place=here.id, actor=actor, at=at)
    worth = page.points.worth if page.points else 0
    ends = sent.expires_at.isoformat()
    asked = Asked(str(sent.code), points, points * worth, sent.kind, sent.masked, ends, digits)
    keep_opened(request, here.id, order, opened.asking(asked))
    return answer(request, here, order)


@needs(_HAND_OVER)
@require_POST
def drop(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """Other points are asked for, or none are spent; what was sent is of no use here any more."""
    here = place_of(request, _HAND_OVER)
    keep_opened(request, here.id, order, opened_here(request, here, order).asking(None))
    return answer(request, here, order)


def word_for_points(request: HttpRequest, opened: Opened, page: PickupPage) -> tuple[Asked | None, PointsCode | None]:
    """The question that the paid form was drawn with, and the customer's word; nothing where it showed no points.

    Raises AskedOtherwise where that question does not stand any more.
    """
    shown = request.POST.get("asked", "")
    if not shown:
        return None, None
    asked = opened.standing(page.due, clock.now())
    if asked is None or asked.code != shown:
        raise AskedOtherwise
    digits = "".join(request.POST.get("points_code", "").split())[:12]
    return replace(asked, digits=digits), PointsCode(UUID(asked.code), digits)
