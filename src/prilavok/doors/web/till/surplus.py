"""Money that is too much: of an order that was changed or cancelled, or that a card's bank would not take back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from prilavok.doors.web.parts.rights import NoRight, actor_here, needs, scope_of
from prilavok.doors.web.parts.standing import place_of
from prilavok.doors.web.till.counter import go
from prilavok.doors.web.till.returns import OUTSIDE, TAKE_BACK
from prilavok.flows.give_back_surplus import give_back_surplus
from prilavok.insights.surplus_page import read_surplus
from prilavok.kit import clock


@needs(TAKE_BACK)
@require_GET
def surplus(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """How much is to be given back, and by which way."""
    here = place_of(request, TAKE_BACK)
    page = read_surplus(order)
    may_cash = page.in_cash or scope_of(request, OUTSIDE) is not None
    return render(request, "till/surplus.html", {"page": page, "place": here, "may_cash": may_cash})


@needs(TAKE_BACK)
@require_POST
def give(request: HttpRequest, order: UUID) -> HttpResponseBase:
    """Give it back as it was looked at; in cash what came by card is for whoever may step outside the terms."""
    here, page = place_of(request, TAKE_BACK), read_surplus(order)
    in_cash = request.POST.get("by") == "cash"
    if in_cash and not page.in_cash and scope_of(request, OUTSIDE) is None:
        raise NoRight(OUTSIDE)
    seen = request.POST.get("amount", "")
    amount = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else 0
    refunds = give_back_surplus(
        order, amount, in_cash=in_cash, place=here.id, actor=actor_here(request), at=clock.now()
    )  # fmt: skip
    if any(refund.state == "refused" for refund in refunds) and not in_cash:
        messages.warning(request, gettext("The bank has refused to give it back. It is still owed to the customer."))
    else:
        messages.success(request, gettext("Given back."))
    return go(request, reverse("till:surplus", args=[order]))
