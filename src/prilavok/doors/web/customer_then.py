"""Who a customer was on a day, by what two identifiers are one person, and the button that separates them there."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from prilavok.doors.web.customer_why import leaf_name, sentence_of
from prilavok.doors.web.parts.clocks import zone_for
from prilavok.doors.web.parts.rights import actor_here, needs, staff_of
from prilavok.flows.note_looks import note_looks
from prilavok.flows.separate_person import separate_person
from prilavok.insights.person_then import explain_pair, read_person_then
from prilavok.kit import clock


@needs("customers.see")
def then(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """Who this was at the end of a day by the reader's clock (today where none is asked); why two leaves are one."""
    actor, now = staff_of(request), clock.now()
    day, zone = _day(request.GET.get("day", "")), zone_for(request, actor)()
    ahead = day is not None and day > now.astimezone(ZoneInfo(zone)).date()
    day = None if ahead else day
    at = _end_of(day, zone) if day else now
    found = read_person_then(customer, min(at, now), now, actor=actor)
    pair = [_leaf(request.GET.get(name, "")) for name in ("one", "other")]
    known = {leaf for leaf, _ in found.now}
    one, other = pair
    path = explain_pair(one, other, actor=actor) if one in known and other in known and one and other else None
    shown = {
        "about": found,
        "day": day,
        "unread": bool(request.GET.get("day")) and day is None and not ahead,
        "ahead": ahead,
        "one": one,
        "other": other,
        "leaves": [(leaf, leaf_name(named)) for leaf, named in found.now],
        "theirs": [(row, leaf_name(row.named)) for row in found.theirs],
        "elsewhere": [(row, leaf_name(row.named)) for row in found.elsewhere],
        "path": None if path is None else [(tie, sentence_of(tie)) for tie in path],
    }
    response = render(request, "customer/then.html", shown)
    note_looks([customer], "customer.then", actor=actor, at=now)
    return response


@needs("customers.join")
@require_POST
def separate(request: HttpRequest, customer: UUID, evidence: UUID) -> HttpResponseBase:
    """Take back one piece of evidence of this customer, and show the page again."""
    apart = separate_person(customer, evidence, actor=actor_here(request), at=clock.now())
    went = sum(len(leaves) for _, leaves in apart.parts)
    if went:
        told = ngettext(
            "Separated: %(n)s identifier went with all that belongs to it.",
            "Separated: %(n)s identifiers went with all that belongs to them.",
            went,
        )
        messages.success(request, told % {"n": went})
    else:
        messages.success(request, gettext("The evidence was taken back. Other evidence still holds this person."))
    response = HttpResponseRedirect(reverse("office:customer", args=[customer]))
    response.status_code = 303
    return response


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2200 else None


def _end_of(day: date, zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)) - timedelta(microseconds=1)


def _leaf(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
