"""The points programmes: what they give, and when their points end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.loyalty.queries import list_programmes
from prilavok.doors.web.office.typed import told_back, typed_day, whole
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of
from prilavok.flows.change_points_ending import change_points_ending
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused

_CHANGE = "points.set_up"


@needs("points.see")
@require_GET
def points(request: HttpRequest) -> HttpResponseBase:
    """Every programme with its rules, the newest first."""
    shown = {
        "programmes": list_programmes(),
        "now": clock.now(),
        "may_change": scope_of(request, _CHANGE) is not None,
    }
    return render(request, "office/points.html", shown)


@needs(_CHANGE)
@require_POST
def ending(request: HttpRequest, programme: UUID) -> HttpResponseBase:
    """Points that are earned from now, or from a day on, end otherwise."""
    post, day = request.POST, request.POST.get("since", "").strip()
    days, since = post.get("days", "").strip(), typed_day(day)
    try:
        if day and since is None:
            raise Refused("points.day_unclear", _("This is no day of the calendar."))
        change_points_ending(
            programme,
            whole(days) if days else None,
            warn_days=whole(post.get("warn_days", "") or "0"),
            back_days=whole(post.get("back_days", "") or "0"),
            since=since,
            actor=actor_here(request),
            at=clock.now(),
        )
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Kept. Points that were earned before keep their end."))
    return told_back("office:points", f"programme-{programme}")
