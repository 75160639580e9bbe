"""Cancelling an order on the screens of office, desk, till and tablet: looked at, then confirmed for a reason."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prilavok.domains.orders.errors import OrderMovedOn
from prilavok.domains.orders.types.cancelling import CANCEL_GROUNDS, CancelGround
from prilavok.domains.staff.queries import may
from prilavok.doors.web.papers import space_of
from prilavok.doors.web.parts.order_rights import CHANGE, may_change
from prilavok.doors.web.parts.rights import NoRight, actor_here, needs, staff_of
from prilavok.flows.cancel_order import cancel_order
from prilavok.insights.cancelled_order import money_back, read_cancel_plan
from prilavok.insights.order_page import read_seen_order
from prilavok.kit import clock
from prilavok.kit.errors import Refused


class GroundMissing(Refused):
    """Nobody said what the order is cancelled for."""

    def __init__(self) -> None:
        super().__init__("order.no_ground", _("Choose what the order is cancelled for. Nothing was changed."))


@needs(CHANGE)
def cancel(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """What cancelling the order would do, with the form to do it; pressed twice it is done once."""
    staff = staff_of(request)
    if not may_change(staff, read_seen_order(order, actor=staff).place):
        raise NoRight(CHANGE)
    if request.method != "POST":
        return _drawn(request, order)
    try:
        ended = cancel_order(
            order, ground=_ground(request), version=_version(request), actor=actor_here(request), at=clock.now()
        )
    except Refused as refused:
        return _drawn(request, order, refused.say(gettext), 412 if isinstance(refused, OrderMovedOn) else 422)
    if ended:
        messages.success(request, gettext("The order is cancelled. The customer is being told."))
    else:
        messages.info(request, gettext("This order was cancelled before. Nothing was done again."))
    return HttpResponseRedirect(reverse(f"{space_of(request)}:cancel_order", args=[order]))


def _drawn(request: HttpRequest, order: UUID, refusal: str = "", status: int = 200) -> HttpResponse:
    plan = read_cancel_plan(order, by_customer=False, at=clock.now())
    shown = {
        "space": space_of(request),
        "plan": plan,
        "order": plan.order,
        "why_not": plan.refusal.say(gettext) if plan.refusal else "",
        "refusal": refusal,
        "grounds": CANCEL_GROUNDS,
        "chosen": request.POST.get("ground", ""),
        "back": money_back(order) if plan.order.commercial == "cancelled" else plan.back,
        "may_give": may(staff_of(request), "orders.return") is not None,
    }
    return render(request, "orders/cancel.html", shown, status=status)


def _ground(request: HttpRequest) -> CancelGround:
    ground = request.POST.get("ground", "")
    if ground not in CANCEL_GROUNDS:
        raise GroundMissing
    return cast(CancelGround, ground)


def _version(request: HttpRequest) -> int:
    seen = request.POST.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
