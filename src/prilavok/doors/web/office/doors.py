"""By when parcels are at the door: the courier's hours, days on the way, days off; tried before it is kept."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prilavok.domains.shipments.errors import DoorTermsUnfit
from prilavok.domains.shipments.queries import check_door_terms
from prilavok.domains.shipments.types.doors import DoorTerms
from prilavok.doors.web.office.typed import told_back, typed_day, whole
from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.flows.keep_door_terms import say_door_terms, say_rest_days
from prilavok.insights.door_set_up import door_set_up, try_door_terms
from prilavok.kit import clock
from prilavok.kit.errors import Refused

_SET_UP = "deliveries.set_up"
_WEEK = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
_USUAL = {"cut_off": "15:00", "leaves": "18:00", "least": "1", "most": "1", "until": "21:00"}
_MOST_DAYS = 60


@needs(_SET_UP)
def doors(request: HttpRequest) -> HttpResponse:
    """How parcels go; a POST tries other terms, or keeps them from now on."""
    if request.method != "POST":
        return _shown(request, QueryDict())
    form, at = request.POST, clock.now()
    place, zone = _id(form.get("place", "")), _id(form.get("zone", ""))
    try:
        told = _terms(form)
        if form.get("do") == "keep":
            say_door_terms(told, place=place, zone=zone, actor=actor_here(request), at=at)
            messages.success(request, gettext("Kept. It holds from now on; what was promised before stays as it was."))
            return told_back("office:doors", "terms")
        check_door_terms(told)
    except Refused as refused:
        return _shown(request, form, why=refused.say(gettext), status=422)
    return _shown(request, form, trials=try_door_terms(told, place=place, zone=zone, at=at))


@needs(_SET_UP)
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Nothing is said any more from a place to a part of town."""
    form = request.POST

    def keep() -> None:
        place, zone = _id(form.get("place", "")), _id(form.get("zone", ""))
        say_door_terms(None, place=place, zone=zone, actor=actor_here(request), at=clock.now())

    return _kept(request, keep, "terms")


@needs(_SET_UP)
@require_POST
def rest(request: HttpRequest) -> HttpResponse:
    """Days on which nothing is brought; with `again` as usual again."""

    def keep() -> None:
        first, last = typed_day(request.POST.get("since", "")), typed_day(request.POST.get("until", ""))
        if first is None or (last or first) < first or ((last or first) - first).days >= _MOST_DAYS:
            raise DoorTermsUnfit("day")
        days = [first + timedelta(days=nth) for nth in range(((last or first) - first).days + 1)]
        place, off = _id(request.POST.get("place", "")), not request.POST.get("again")
        say_rest_days(days, place=place, rest=off, actor=actor_here(request), at=clock.now())

    return _kept(request, keep, "rest")


def _shown(
    request: HttpRequest, typed: QueryDict, *, why: str = "", trials: object = None, status: int = 200
) -> HttpResponse:
    chosen = typed.getlist("weekday") if typed else ["1", "2", "3", "4", "5"]
    page = door_set_up(clock.now())
    shown = {
        "page": page,
        "rows": [
            (row, *map(_clock, (row.kept.told.cut_off, row.kept.told.leaves, row.kept.told.until)),
             " ".join(str(_WEEK[nth - 1]) for nth in row.kept.told.weekdays))
            for row in page.rows
        ],
        "typed": {name: typed.get(name, usual) for name, usual in _USUAL.items()},
        "place": typed.get("place", ""),
        "zone": typed.get("zone", ""),
        "week": [(f"{nth}", name, f"{nth}" in chosen) for nth, name in enumerate(_WEEK, 1)],
        "why": why,
        "trials": trials,
    }  # fmt: skip
    return render(request, "office/doors.html", shown, status=status)


def _kept(request: HttpRequest, keep: Callable[[], None], part: str) -> HttpResponse:
    try:
        keep()
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Kept. It holds from now on; what was promised before stays as it was."))
    return told_back("office:doors", part)


def _terms(form: QueryDict) -> DoorTerms:
    cut_off, leaves, until = (_minutes(form.get(name, "")) for name in ("cut_off", "leaves", "until"))
    least, most = (whole(form.get(name, "")) for name in ("least", "most"))
    week = tuple(sorted({whole(one) for one in form.getlist("weekday")}))
    return DoorTerms(cut_off, leaves, least, most, until, week)


def _minutes(text: str) -> int:
    """Minutes after midnight of an hour as typed; -1, which every rule refuses, where it is none."""
    hour, _colon, minute = text.strip().partition(":")
    told = whole(hour) * 60 + whole(minute)
    return told if 0 <= whole(hour) <= 24 and 0 <= whole(minute) < 60 else -1


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
