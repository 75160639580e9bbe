"""Whether customers may order goods that are expected, and wait for them: of a place, and of a product there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.flows.allow_ahead import allow_ahead
from prilavok.kit import clock

_SAID = {"yes": True, "no": False}


@needs("stock.expect")
@require_POST
def ahead_here(request: HttpRequest, place: UUID) -> HttpResponseBase:
    """Of all goods of the place of which nothing else is said."""
    _keep(request, place, None, allowed=request.POST.get("allowed") == "yes")
    return HttpResponseRedirect(reverse("office:place", args=[place]))


@needs("stock.expect")
@require_POST
def ahead(request: HttpRequest, place: UUID, variant: UUID) -> HttpResponseBase:
    """Of one product at the place; with nothing chosen, as the place has it."""
    _keep(request, place, variant, allowed=_SAID.get(request.POST.get("allowed", "")))
    return HttpResponseRedirect(reverse("office:moves", args=[place, variant]))


def _keep(request: HttpRequest, place: UUID, variant: UUID | None, *, allowed: bool | None) -> None:
    allow_ahead(place, variant, allowed, actor=actor_here(request), at=clock.now())
    messages.success(request, gettext("Kept. What waits already goes on waiting."))
