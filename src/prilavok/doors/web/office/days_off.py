"""Days off of a place: those of its country are proposed, taken with one act for a year, and said otherwise by day."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_POST

from prilavok.domains.places.errors import DayUnfit
from prilavok.domains.places.types import SaidDay
from prilavok.doors.web.office.typed import typed_day, whole
from prilavok.doors.web.parts.rights import NoRight, actor_here, needs, scope_of
from prilavok.flows.keep_days_off import say_day, take_days_off
from prilavok.insights.days_off import days_off_page, words_of_day
from prilavok.kit import clock
from prilavok.kit.calendars import FIRST_YEAR, LAST_YEAR
from prilavok.kit.words import LANGUAGES, Words

_SET_UP = "shipments.set_up"


@needs(_SET_UP)
def days_off(request: HttpRequest, place: UUID) -> HttpResponseBase:
    """The year of a place: what its country has off, and how the place is open on each of these days."""
    at = clock.now()
    year = _year(request.GET.get("year", ""), at.year)
    page = days_off_page(place, year, at)
    everywhere = scope_of(request, _SET_UP) == "company" and len(page.alike) > 1
    return render(request, "office/days_off.html", {"page": page, "everywhere": everywhere})


@needs(_SET_UP)
@require_POST
def take(request: HttpRequest, place: UUID) -> HttpResponseBase:
    """Closed on the days off of a year that are to come: this place, or every place of its country."""
    at, everywhere = clock.now(), request.POST.get("where") == "everywhere"
    if everywhere and scope_of(request, _SET_UP) != "company":
        raise NoRight(_SET_UP)
    year = _year(request.POST.get("year", ""), at.year)
    count = take_days_off(place, year, everywhere=everywhere, actor=actor_here(request), at=at)
    told = ngettext(
        "%(count)s day taken. What is promised already stays as it is.",
        "%(count)s days taken. What is promised already stays as it is.",
        count,
    )
    messages.success(request, told % {"count": count})
    return _back(place, year)


@needs(_SET_UP)
@require_POST
def one_day(request: HttpRequest, place: UUID) -> HttpResponseBase:
    """How the place is open on one day: closed, as usual, at other hours; or nothing is said of it any more."""
    form, at = request.POST, clock.now()
    day = typed_day(form.get("day", ""))
    if day is None:
        raise DayUnfit("day")
    how = form.get("how", "")
    told = None if how == "unsaid" else SaidDay(day, _spans(request, how), _name(request, place, day))
    say_day(place, day, told, actor=actor_here(request), at=at)
    messages.success(request, gettext("Kept. What is promised already stays as it is."))
    return _back(place, day.year)


def _spans(request: HttpRequest, how: str) -> tuple[tuple[str, str], ...] | None:
    if how == "usual":
        return None
    if how == "closed":
        return ()
    if how != "hours":
        raise DayUnfit("how")
    return ((request.POST.get("opens", "").strip()[:5], request.POST.get("closes", "").strip()[:5]),)


def _name(request: HttpRequest, place: UUID, day: date) -> Words:
    """As typed, in the language of who typed it; else what the country calls the day."""
    if typed := " ".join(request.POST.get("name", "").replace("\x00", "").split())[:120]:
        own = (get_language() or LANGUAGES[0]).split("-")[0]
        return {own if own in LANGUAGES else LANGUAGES[0]: typed}
    row = next((one for one in days_off_page(place, day.year, clock.now()).rows if one.day == day), None)
    if row is None:
        return {}
    return row.said.name if row.said and row.said.name else words_of_day(row.off) if row.off else {}


def _year(text: str, usual: int) -> int:
    year = whole(text)
    return year if FIRST_YEAR <= year <= LAST_YEAR else usual


def _back(place: UUID, year: int) -> HttpResponseRedirect:
    response = HttpResponseRedirect(f"{reverse('office:days_off', args=[place])}?year={year}")
    response.status_code = 303
    return response
