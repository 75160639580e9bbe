"""What touchpoints leave on the shelf: set, ended, set again."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prilavok.domains.catalog.queries import list_shelves
from prilavok.domains.places.queries import name_places
from prilavok.domains.stock.errors import SafetyUnfit
from prilavok.domains.stock.types import SAFETY_TOUCHPOINTS, Safety
from prilavok.doors.web.office.choosing import chosen_place, place_filter
from prilavok.doors.web.office.typed import told_back
from prilavok.doors.web.parts.clocks import zone_for
from prilavok.doors.web.parts.lists import Choice, Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.flows.keep_back import end_keeping_back, keep_back, keep_back_again
from prilavok.insights.safety_rows import list_safety_rows
from prilavok.insights.sale_page import find_on_shelf
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.events.actor import Actor

_CHANGE = "stock.keep_back"
_COLUMNS = (
    Column(_("Goods")),
    Column(_("Where")),
    Column(_("From whom")),
    Column(_("Kept back"), "number"),
    Column(_("From"), "time"),
    Column(_("Until"), "time"),
    Column(_("Who")),
    Column(_("State"), "mark"),
)


@needs("stock.see")
def safety(request: HttpRequest) -> HttpResponseBase:
    """What is kept back now and from when on, or what was, with the form that says so."""
    chosen, places = asked(request, "safety", filters=("place", "state"), sorts=(), sort=""), name_places()
    place, at = chosen_place(chosen, places), clock.now()
    page = list_safety_rows(place=place, ended=chosen["state"] == "ended", at=at, after=chosen.after)
    listing = Listing(
        title=_("Kept back"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/safety.html",
        next=chosen.cursor(page),
        filters=(
            place_filter(chosen, places),
            Filter("state", _("Now and later"), "choice", chosen["state"], (Choice("ended", _("Ended")),)),
        ),
        empty=Empty(
            _("Nothing is kept back"),
            _("Every touchpoint sells all that lies free. Say what the site, the desk or the tablet shall leave."),
            "stock",
        ),
    )
    shown = {
        "may_change": scope_of(request, _CHANGE) is not None,
        "touchpoints": SAFETY_TOUCHPOINTS,
        "places": places.values(),
        "kinds": sorted({one.kind for one in places.values()}),
        "shelves": list_shelves(),
        "key": uuid4(),
    }
    return show_list(request, "office/safety.html", listing, **shown)


@needs(_CHANGE)
@require_POST
def keep(request: HttpRequest) -> HttpResponseBase:
    """Keep goods back as typed."""
    post, at = request.POST, clock.now()

    def act(actor: Actor) -> None:
        code = post.get("code", "").replace("\x00", "").strip()[:60]
        found = find_on_shelf(code) if code else None
        if code and found is None:
            raise SafetyUnfit("variant")
        where, number = post.get("where", ""), _whole(post.get("number", ""))
        said = Safety(
            variant=found.id if found else None,
            category="" if code else post.get("category", "").replace("\x00", "")[:200],
            place=_place(where),
            place_kind=where.removeprefix("kind:")[:16] if where.startswith("kind:") else "",
            touchpoints=tuple(post.getlist("touchpoint")[:9]),
            units=None if post.get("measure") == "percent" else number,
            share=number * 100 if post.get("measure") == "percent" else None,
            valid_from=_instant(request, "since") or at,
            valid_to=_instant(request, "until"),
        )
        keep_back(said, key=_key(request), body=repr(sorted(post.lists())).encode(), actor=actor, at=at)

    return _done(request, act, gettext("Kept back. Every page and order knows it from its moment on."))


@needs(_CHANGE)
@require_POST
def end(request: HttpRequest, safety: UUID) -> HttpResponseBase:
    """It is not kept back any more."""
    return _done(
        request,
        lambda actor: end_keeping_back(safety, actor=actor, at=clock.now()),
        gettext("It is not kept back any more. Among the ended ones it can be set again."),
    )


@needs(_CHANGE)
@require_POST
def again(request: HttpRequest, safety: UUID) -> HttpResponseBase:
    """What was ended is kept back from now on again."""
    return _done(
        request,
        lambda actor: keep_back_again(safety, key=_key(request), actor=actor, at=clock.now()),
        gettext("It is kept back again from now on."),
    )


def _done(request: HttpRequest, act: Callable[[Actor], object], said: str) -> HttpResponseBase:
    try:
        act(actor_here(request))
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, said)
    return told_back("office:safety", "list")


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "").replace("\x00", "")[:60] or str(uuid4())


def _whole(text: str) -> int:
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
        raise SafetyUnfit("units")
    return int(typed)


def _place(text: str) -> UUID | None:
    if not text or text.startswith("kind:"):
        return None
    try:
        return UUID(text)
    except ValueError:
        raise SafetyUnfit("place") from None


def _instant(request: HttpRequest, name: str) -> datetime | None:
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone_for(request, staff_of(request))()))
    except ValueError:
        raise SafetyUnfit(name) from None
    if not 2000 <= at.year < 2100:
        raise SafetyUnfit(name)
    return at
