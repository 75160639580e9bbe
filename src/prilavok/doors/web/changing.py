"""Changing an order that is brought home, on the screens of office, desk and tablet: looked at, then confirmed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prilavok.domains.orders.types import OrderView
from prilavok.doors.web.papers import space_of
from prilavok.doors.web.parts.change_forms import change_fields, read_acts, read_told, read_version
from prilavok.doors.web.parts.failures import failure_of
from prilavok.doors.web.parts.order_rights import CHANGE, may_change
from prilavok.doors.web.parts.rights import NoRight, actor_here, needs, staff_of
from prilavok.flows.change_home import confirm_home_change, preview_home_change
from prilavok.insights.home_change import check_not_gone
from prilavok.insights.order_page import read_seen_order
from prilavok.insights.sale_page import find_on_shelf
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.ids import new_id


class ProductUnclear(Refused):
    """No one product has the code that was typed."""

    def __init__(self) -> None:
        super().__init__("order.product_unclear", _("No product has this code. Look at it again."))


@needs(CHANGE)
def change(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """The form, what the typed change would make, and doing it; pressed twice it is done once."""
    staff = staff_of(request)
    head = read_seen_order(order, actor=staff)
    if not may_change(staff, head.place):
        raise NoRight(CHANGE)
    if request.method != "POST":
        return _drawn(request, head)
    try:
        agreed, form = check_not_gone(head), request.POST
        if code := form.get("code", "").strip()[:60]:
            if (found := find_on_shelf(code)) is None:
                raise ProductUnclear
            return _drawn(request, head, offered=(found.id,))
        acts, told = read_acts(form, order), read_told(form, agreed)
        if form.get("act") != "confirm":
            preview = preview_home_change(order, acts, told, actor=actor_here(request), at=clock.now())
            return _drawn(request, head, shown={"preview": preview, "key": str(new_id(clock.now()))})
        confirm_home_change(
            order, acts, told, key=f"desk:{form.get('key', '')[:60]}", version=read_version(form),
            amount=read_version(form, "sum"), actor=actor_here(request), at=clock.now(),
        )  # fmt: skip
    except (Refused, NotFound) as refused:
        failure = failure_of(refused)
        return _drawn(
            request, head, shown={"refusal": refused.say(gettext)}, status=failure.status if failure else 422
        )  # fmt: skip
    messages.success(request, gettext("The order is changed. The customer is being told."))
    return HttpResponseRedirect(reverse(f"{space_of(request)}:change_order", args=[order]))


def _drawn(
    request: HttpRequest, head: OrderView, *, offered: tuple[UUID, ...] = (), shown: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    told: dict[str, object] = {"space": space_of(request), "order": head, **(shown or {})}
    try:
        told |= change_fields(request.POST, head, check_not_gone(head), offered, clock.now())
    except Refused as refused:
        told["why_not"] = refused.say(gettext)
    return render(request, "orders/change.html", told, status=status)
