"""Price lists: where, by which touchpoints and for whom each holds, and which of two goes before."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.audiences.queries import list_segments
from prilavok.domains.places.queries import name_places
from prilavok.domains.pricing.errors import ListUnfit
from prilavok.domains.pricing.queries import list_price_lists
from prilavok.domains.pricing.types import TOUCHPOINTS
from prilavok.doors.web.office.typed import told_back, whole
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of
from prilavok.flows.keep_price_lists import keep_price_list
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused

_CHANGE = "prices.change"


@needs("prices.see")
@require_GET
def price_lists(request: HttpRequest) -> HttpResponseBase:
    """Every price list with its conditions, those that go before others first."""
    places, segments = name_places(), list_segments()
    shown = {
        "lists": [(one, places.get(one.place) if one.place else None) for one in list_price_lists()],
        "touchpoints": TOUCHPOINTS,
        "segments": segments,
        "may_change": scope_of(request, _CHANGE) is not None,
    }
    return render(request, "office/price_lists.html", shown)


@needs(_CHANGE)
@require_POST
def keep(request: HttpRequest, price_list: UUID) -> HttpResponseBase:
    """Change the conditions of one list."""
    try:
        keep_price_list(
            price_list,
            touchpoints=request.POST.getlist("touchpoint")[:20],
            segments=_ids(request.POST.getlist("segment")[:200]),
            order=whole(request.POST.get("order", "")),
            seen=whole(request.POST.get("seen", "")),
            actor=actor_here(request),
            at=clock.now(),
        )
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Kept. Every touchpoint sees it with its next price."))
    return told_back("office:price_lists", f"list-{price_list}")


def _ids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in texts]
    except ValueError:
        raise ListUnfit from None
