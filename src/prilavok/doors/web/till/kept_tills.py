"""Tills that may sell without a connection: opened, withdrawn, and what they brought that is to be looked at."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.tills.errors import TillUnnamed
from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.doors.web.parts.standing import NoPlace, standing_of
from prilavok.flows.open_till import open_till, withdraw
from prilavok.flows.set_aside import drop, try_again
from prilavok.insights.kept_tills import brought_rows, kept_tills
from prilavok.kit import clock

KEEP = "tills.keep"


@needs(KEEP)
@require_GET
def tills(request: HttpRequest) -> HttpResponseBase:
    """The list, what waits to be looked at, and what was brought lately."""
    shown = {
        "tills": kept_tills(clock.now()),
        "aside": brought_rows("aside").rows,
        "recorded": brought_rows("recorded").rows,
        "standing": standing_of(request, KEEP),
    }
    return render(request, "till/tills.html", shown)


@needs(KEEP)
@require_POST
def open_one(request: HttpRequest) -> HttpResponseBase:
    """A device at a store gets a number of its own."""
    name = request.POST.get("name", "").replace("\x00", "").strip()
    if not name:
        raise TillUnnamed
    place = next(
        (one.id for one in standing_of(request, KEEP).choices if str(one.id) == request.POST.get("place")), None
    )
    if place is None:
        raise NoPlace
    made = open_till(place, name, actor=actor_here(request), at=clock.now())
    messages.success(
        request, _("Opened: %(till)s. Open “Without a connection” on its device now.") % {"till": made.code}
    )
    return _back()


@needs(KEEP)
@require_POST
def withdraw_one(request: HttpRequest, till: UUID) -> HttpResponseBase:
    """It sells no more without a connection; what was lent to it goes back at once."""
    withdraw(till, actor=actor_here(request), at=clock.now())
    messages.success(request, _("Withdrawn. The device forgets goods and prices when it next has a connection."))
    return _back()


@needs(KEEP)
@require_POST
def again(request: HttpRequest, sale: UUID) -> HttpResponseBase:
    """What was in its way is settled: it is recorded now."""
    try_again(sale, actor=actor_here(request), at=clock.now())
    messages.success(request, _("The sale is recorded."))
    return _back()


@needs(KEEP)
@require_POST
def drop_one(request: HttpRequest, sale: UUID) -> HttpResponseBase:
    """It is no sale; kept with the reason."""
    note = request.POST.get("note", "").replace("\x00", "")
    drop(sale, note, actor=actor_here(request), at=clock.now())
    messages.success(request, _("It is no sale, and is kept with your reason."))
    return _back()


def _back() -> HttpResponseBase:
    return HttpResponseRedirect(reverse("till:tills"))
