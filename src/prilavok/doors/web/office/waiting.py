"""Money that waits for somebody: looked at, asked about again, matched by hand or put away with a ground."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.payments.types import DROPPED, MATCHED
from prilavok.doors.web.parts.clocks import zone_for
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.flows.match_payment import drop_arrival, match_arrival
from prilavok.flows.try_payment_again import try_again
from prilavok.insights.waiting_money import read_waiting_money
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.events.actor import Actor

MATCH = "payments.match"


@needs("payments.waiting")
@require_GET
def waiting(request: HttpRequest) -> HttpResponseBase:
    """Unknown outcomes, what was set aside and why, and which terminals can only be asked."""
    shown = {
        "page": read_waiting_money(),
        "matched": MATCHED,
        "dropped": DROPPED,
        "may_match": scope_of(request, MATCH),
        "zone": zone_for(request, staff_of(request))(),
    }
    return render(request, "office/waiting.html", shown)


@needs(MATCH)
@require_POST
def again(request: HttpRequest, which: UUID) -> HttpResponseBase:
    """Ask or read it once more."""
    return _done(request, lambda actor, at: try_again(which, actor=actor, at=at))


@needs(MATCH)
@require_POST
def match(request: HttpRequest, arrival: UUID) -> HttpResponseBase:
    """Say of which payment it is, or of none, and on which ground."""
    ground, payment = request.POST.get("ground", ""), request.POST.get("payment", "")
    if not payment:
        return _done(request, lambda actor, at: drop_arrival(arrival, ground, actor=actor, at=at))
    try:
        ours = UUID(payment)
    except ValueError:
        ours = UUID(int=0)
    return _done(request, lambda actor, at: match_arrival(arrival, ours, ground, actor=actor, at=at))


def _done(request: HttpRequest, act: Callable[[Actor, datetime], None]) -> HttpResponseBase:
    try:
        act(actor_here(request), clock.now())
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Done."))
    return HttpResponseRedirect(reverse("office:waiting"))
