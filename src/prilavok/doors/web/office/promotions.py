"""Promotions as staff see them: the list, one with all it has said, publishing, stopping, putting away."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prilavok.domains.promotions.errors import PromotionMoved, PromotionUnfit
from prilavok.domains.promotions.queries import list_promotions, list_versions, read_promotion
from prilavok.domains.promotions.types.keeping import PromotionView, Timed, VersionView
from prilavok.domains.staff.queries import read_staff
from prilavok.doors.web.office.choosing import choice_filter
from prilavok.doors.web.office.promotion_words import PromotionTeller
from prilavok.doors.web.parts.lists import Column, Empty, Listing, show_list
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of
from prilavok.flows import keep_promotion
from prilavok.kit import clock

STATES = ("running", "planned", "draft", "ended", "archived")
_COLUMNS = (
    Column(_("Promotion")),
    Column(_("What it does")),
    Column(_("From"), "time"),
    Column(_("Until"), "time"),
    Column(_("Uses"), "number"),
    Column(_("State"), "mark"),
)
_NONE = Empty(
    _("No promotions yet"),
    _(
        "A promotion says what becomes cheaper, when, where and for whom: a tenth off dairy on Mondays, the third one"
        " free, a code for friends. Write a draft, try it on a basket, publish: it holds at every touchpoint at once."
    ),
    "promotions",
)


@dataclass(frozen=True, slots=True)
class Saying:
    """What a promotion says, in words. rest: when within the week, where, for whom, how often."""

    timed: Timed
    sentence: str
    rest: list[str]


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """A line of the list. waits: a draft that is not published yet stands beside what holds."""

    promotion: PromotionView
    said: Saying | None
    state: str
    waits: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: what it said, and who published it."""

    version: VersionView
    said: Saying
    who: str


@needs("promotions.see")
def promotions(request: HttpRequest) -> HttpResponseBase:
    """All promotions, or those of one state; those put away apart."""
    chosen = asked(request, "promotions", filters=("state",), sorts=(), sort="-made")
    found = list_promotions(archived=chosen["state"] == "archived")
    told = PromotionTeller(one.conditions for one in map(_shown, found) if one)
    rows = [_row(one, told, chosen) for one in found]
    rows = [one for one in rows if chosen["state"] in ("", "archived", one.state)]
    listing = Listing(
        title=_("Promotions"),
        columns=_COLUMNS,
        rows=rows,
        row="office/rows/promotion.html",
        filters=(choice_filter(chosen, "state", _("All that are not put away"), "promotion", STATES),),
        count=len(rows),
        empty=_NONE,
    )
    return show_list(request, "office/promotions.html", listing, may_change=scope_of(request, "promotions.change"))


def _shown(one: PromotionView) -> Timed | None:
    return one.holding.said if one.holding else one.draft


def _row(one: PromotionView, told: PromotionTeller, chosen: object) -> PromotionRow:
    shown = _shown(one)
    waits = one.draft is not None and one.holding is not None
    return PromotionRow(one, saying(told, shown) if shown else None, one.state(clock.now()), waits)


def saying(told: PromotionTeller, timed: Timed) -> Saying:
    """What is said, in words."""
    return Saying(timed, told.sentence(timed.conditions), told.rest(timed.conditions))


@needs("promotions.see")
def promotion(request: HttpRequest, promotion: UUID) -> HttpResponseBase:
    """One promotion: what it says now, what waits to be published, all it has said."""
    return show_promotion(request, promotion)


def show_promotion(request: HttpRequest, promotion: UUID, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page of a promotion as it is now; refusal: why what was asked was not done."""
    found, versions = read_promotion(promotion), list_versions(promotion)
    told = PromotionTeller(
        one.conditions for one in [*(version.said for version in versions), *([found.draft] if found.draft else [])]
    )
    people = read_staff([one.actor for one in versions if one.actor_kind == "staff" and one.actor])
    shown = {
        "about": found,
        "state_now": found.state(clock.now()),
        "holding": saying(told, found.holding.said) if found.holding else None,
        "draft": saying(told, found.draft) if found.draft else None,
        "versions": [
            VersionRow(one, saying(told, one.said), people[one.actor].name if one.actor in people else "")
            for one in versions
        ],
        "may_change": scope_of(request, "promotions.change"),
        "refusal": refusal,
    }
    return render(request, "office/promotion.html", shown, status=status)


@needs("promotions.change")
@require_POST
def publish(request: HttpRequest, promotion: UUID) -> HttpResponseBase:
    """It holds at every touchpoint from now on; undone by stopping it."""
    return _acted(request, promotion, keep_promotion.publish, _("Published. It can be stopped at any moment."))


@needs("promotions.change")
@require_POST
def stop(request: HttpRequest, promotion: UUID) -> HttpResponseBase:
    """Nothing is given by it any more; what it said waits as a draft."""
    done = _("Stopped. What it said is kept as a draft and can be published again.")
    return _acted(request, promotion, keep_promotion.stop, done)


@needs("promotions.change")
@require_POST
def again(request: HttpRequest, promotion: UUID, edition: int) -> HttpResponseBase:
    """What an earlier version said becomes the draft."""

    def draft_again(one: UUID, *, seen: int | None, **by: object) -> object:
        return keep_promotion.draft_again(one, edition, seen=seen, **by)  # type: ignore[arg-type]  # actor and at

    done = _("What it said then is the draft now. Look at its time before you publish it.")
    return _acted(request, promotion, draft_again, done)


@needs("promotions.change")
@require_POST
def put_away(request: HttpRequest, promotion: UUID) -> HttpResponseBase:
    """Out of the list; undone by taking it out again."""
    keep_promotion.put_away(promotion, actor=actor_here(request), at=clock.now())
    messages.success(request, _("The promotion is put away and given no more. It can be taken out again."))
    return HttpResponseRedirect(reverse("office:promotion", args=[promotion]))


@needs("promotions.change")
@require_POST
def take_out(request: HttpRequest, promotion: UUID) -> HttpResponseBase:
    """In the list again, given only once it is published."""
    keep_promotion.take_out(promotion, actor=actor_here(request), at=clock.now())
    messages.success(request, _("The promotion is in the list again. It is given once it is published."))
    return HttpResponseRedirect(reverse("office:promotion", args=[promotion]))


def _acted(request: HttpRequest, promotion: UUID, act: Callable[..., object], done: object) -> HttpResponseBase:
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    try:
        act(promotion, seen=seen, actor=actor_here(request), at=clock.now())
    except PromotionMoved as moved:
        # The page as it is now: what the other has written is what stands there.
        return show_promotion(request, promotion, moved.say(), 412)
    except PromotionUnfit as unfit:
        return show_promotion(request, promotion, unfit.say(), 422)
    messages.success(request, str(done))
    return HttpResponseRedirect(reverse("office:promotion", args=[promotion]))
