"""How a place collects: slots and orders in each, minutes of picking, days that are otherwise; and an order's slot."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prilavok.domains.shipments.errors import CollectingUnfit
from prilavok.domains.shipments.types import Span, Terms
from prilavok.doors.web.parts.days import day_said
from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.doors.web.parts.slot_forms import read_collecting_spans, write_collecting_spans
from prilavok.flows.keep_collecting import keep_collecting, keep_collecting_days
from prilavok.insights.collecting_times import collecting_set_up
from prilavok.kit import clock

_SET_UP = "shipments.set_up"
_WEEK = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
_NUMBERS = (
    ("minutes", _("A slot lasts, minutes")),
    ("capacity", _("Orders in a slot")),
    ("lead", _("Picking takes, minutes")),
    ("ahead", _("Slots are offered so many days ahead")),
    ("warn", _("Say it will be late so many minutes before, if nobody has begun")),
)
_MOST_DAYS = 62


@needs(_SET_UP)
def collecting(request: HttpRequest, place: UUID) -> HttpResponseBase:
    """How the place collects; POST keeps it from a day on."""
    if request.method == "POST":
        keep_collecting(place, _terms(request), actor=actor_here(request), at=clock.now())
        messages.success(request, gettext("Kept. What is promised already stays as it is."))
        return HttpResponseRedirect(reverse("office:collecting", args=[place]))
    page = collecting_set_up(place, at=clock.now())
    now = page.terms[0]
    shown = {
        "page": page,
        "numbers": [(field, title, getattr(now, field)) for field, title in _NUMBERS],
        "week": [
            (nth, name, write_collecting_spans(tuple(now.week.get(nth, ())))) for nth, name in enumerate(_WEEK, 1)
        ],
        "days": [(one.day, write_collecting_spans(one.spans)) for one in page.days],
    }
    return render(request, "office/collecting.html", shown)


@needs(_SET_UP)
@require_POST
def collecting_days(request: HttpRequest, place: UUID) -> HttpResponseBase:
    """Days on which it collects otherwise or not at all; with `again` as usual again."""
    first, last = day_said(request.POST.get("since", "")), day_said(request.POST.get("until", ""))
    if first is None:
        raise CollectingUnfit("day")
    days = [first + timedelta(days=nth) for nth in range(((last or first) - first).days + 1)][:_MOST_DAYS]
    spans = None if request.POST.get("again") else _spans(request.POST.get("spans", ""))
    keep_collecting_days(place, days, spans, actor=actor_here(request), at=clock.now())
    messages.success(request, gettext("Kept. What is promised already stays as it is."))
    return HttpResponseRedirect(reverse("office:collecting", args=[place]))


def _terms(request: HttpRequest) -> Terms:
    since = day_said(request.POST.get("since", ""))
    if since is None:
        raise CollectingUnfit("day")
    numbers = {field: _whole(request.POST.get(field, ""), field) for field, _title in _NUMBERS}
    week = {nth: _spans(request.POST.get(f"day-{nth}", "")) for nth in range(1, 8)}
    return Terms(since, **numbers, week={nth: spans for nth, spans in week.items() if spans})


def _spans(typed: str) -> tuple[Span, ...]:
    spans = read_collecting_spans(typed)
    if spans is None:
        raise CollectingUnfit("hours")
    return spans


def _whole(text: str, field: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise CollectingUnfit(field)
    return int(text)
