"""Prices that differ: what every touchpoint shows against what is true now, and the paper tags of every place."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.pricing.queries import (
    count_differing,
    forgotten_tags,
    list_outside,
    list_paper_rules,
    paper_counts,
    turn_differing,
)
from prilavok.domains.pricing.types import TOUCHPOINTS
from prilavok.domains.pricing.types.paper import PaperRule
from prilavok.domains.staff.queries import read_staff
from prilavok.doors.web.office.typed import told_back, whole
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of
from prilavok.flows.keep_paper_rule import keep_paper_rule
from prilavok.flows.keep_price_lists import forget_outside, keep_lag
from prilavok.insights.price_watch import count_told, list_readers, named_differing
from prilavok.insights.shelf import TagRow, named_tags
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.pages import Page

_CHANGE = "prices.change"
#: kinds of places with shelves in front of people
_SHELVES = ("store", "pickup")
_NAMED = 5


@dataclass(frozen=True, slots=True)
class PaperRow:
    """The paper of one place. wrong: tags to be hung; late: those forgotten; oldest: some of them by name."""

    place: PlaceName
    rule: PaperRule | None
    wrong: int
    late: int
    oldest: tuple[TagRow, ...]


@needs("prices.see")
@require_GET
def watch(request: HttpRequest) -> HttpResponseBase:
    """Who shows which price, and where it is not the true one."""
    at = clock.now()
    chosen = asked(request, "watch", filters=(), sorts=(), sort="-since")
    page = turn_differing(after=chosen.after, limit=50)
    readers = list_readers(at)
    people = read_staff([one.staff for one in list_outside() if one.staff])
    shown = {
        "own": TOUCHPOINTS,
        "differing": [(row, row.late(at)) for row in named_differing(page).rows],
        "next": chosen.cursor(page),
        "count": count_differing(),
        "tellers": count_told(),
        "readers": [
            (row, row.late(at), people[row.outside.staff].name if row.outside.staff in people else "")
            for row in readers
        ],
        "paper": _paper(at),
        "may_change": scope_of(request, _CHANGE) is not None,
    }
    return render(request, "office/watch.html", shown)


@needs(_CHANGE)
@require_POST
def lag(request: HttpRequest, outside: UUID) -> HttpResponseBase:
    """How many minutes a system of others may be behind; or it shows nothing of ours any more."""
    actor, at = actor_here(request), clock.now()
    try:
        if request.POST.get("act") == "forget":
            forget_outside(outside, actor=actor, at=at)
            messages.success(request, gettext("Forgotten: what this system showed is compared no longer."))
        else:
            keep_lag(outside, whole(request.POST.get("minutes", "")), actor=actor, at=at)
            messages.success(request, gettext("Kept. From now on this lag holds."))
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    return told_back("office:price_watch", "outside")


@needs(_CHANGE)
@require_POST
def paper(request: HttpRequest, place: UUID) -> HttpResponseBase:
    """Within how many hours of a change the paper tags of a place are to hang."""
    actor, at = actor_here(request), clock.now()
    try:
        keep_paper_rule(place, hours=whole(request.POST.get("hours", "")), actor=actor, at=at)
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Kept. What is to be printed stands on the tablet of the store."))
    return told_back("office:price_watch", "paper")


def _paper(at: datetime) -> list[PaperRow]:
    rules, counts = {one.place: one for one in list_paper_rules()}, paper_counts(at)
    rows = []
    for place in name_places().values():
        rule = rules.get(place.id)
        if rule is None:
            rows += [PaperRow(place, None, 0, 0, ())] if place.kind in _SHELVES else []
            continue
        wrong, late = counts.get(place.id, (0, 0))
        oldest = named_tags(Page(tuple(forgotten_tags(place.id, rule, at, limit=_NAMED)))).rows if late else ()
        rows.append(PaperRow(place, rule, wrong, late, tuple(oldest)))
    return rows
