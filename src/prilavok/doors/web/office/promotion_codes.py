"""By what a promotion is claimed: coupon codes, typed or drawn by lot, and personal offers to a segment."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prilavok.domains.audiences.queries import list_segments
from prilavok.domains.promotions.queries import count_codes, count_offers, read_promotion, tidy_coupon, turn_codes
from prilavok.domains.promotions.types.keeping import CodeView
from prilavok.doors.web.parts.clocks import zone_for
from prilavok.doors.web.parts.lists import Choice, Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.pages import asked, csv_file
from prilavok.doors.web.parts.rights import actor_here, needs, staff_of
from prilavok.doors.web.parts.workplaces import Text
from prilavok.flows.add_codes import MOST_TYPED, add_codes
from prilavok.flows.draw_codes import LENGTHS, MOST, draw_codes
from prilavok.flows.draw_codes import VERB as DRAWING
from prilavok.flows.offer_to_segment import VERB as OFFERING
from prilavok.flows.offer_to_segment import offer_to_segment
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.jobs.queue import goes_on
from prilavok.kit.pages import Mark, Page
from prilavok.kit.words import say

_LONGEST_CODE = 40
_COLUMNS = (
    Column(_("Code")),
    Column(_("Uses"), "number"),
    Column(_("At most"), "number"),
    Column(_("Until"), "time"),
)
_NONE = Empty(
    _("No codes yet"),
    _("Write codes of your own below, or have as many drawn by lot as you need: each can be limited in uses and time."),
    "promotions",
)


class Slip(Exception):
    """A field of the forms cannot be meant; says what to write instead."""

    def __init__(self, sentence: Text) -> None:
        self.sentence = sentence


@needs("promotions.change")
def codes(request: HttpRequest, promotion: UUID) -> HttpResponseBase:
    """Codes with their uses, as a file too. Whoever has a code can use it: only those who keep promotions see them."""
    return _shown(request, promotion)


def _shown(request: HttpRequest, promotion: UUID, refusal: str = "") -> HttpResponseBase:
    found = read_promotion(promotion)
    chosen = asked(request, f"codes:{promotion}", filters=("code",), sorts=(), sort="-made")
    text = tidy_coupon(chosen["code"])

    def read(after: Mark | None, limit: int = 1000) -> Page[CodeView]:
        return turn_codes(promotion, text=text, after=after, limit=limit)

    if chosen.as_file:
        return csv_file(f"codes-{found.code}", [one.title for one in _COLUMNS], read, _cells)
    page = read(chosen.after, 50)
    listing = Listing(
        title=_("Coupon codes"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/promotion_code.html",
        next=chosen.cursor(page),
        filters=(Filter("code", _("Begins with"), "search", chosen["code"]),),
        count=count_codes(promotion, text=text),
        empty=_NONE,
    )
    said = found.draft or (found.holding.said if found.holding else None)
    response = show_list(
        request,
        "office/promotion_codes.html",
        listing,
        about=found,
        refusal=refusal,
        typed=request.POST,
        most=MOST,
        most_typed=MOST_TYPED,
        lengths=LENGTHS,
        open_to_all=bool(said and not said.conditions.right),
        drawing=goes_on(DRAWING, f"{promotion}:"),
        offering=goes_on(OFFERING, f"{promotion}:"),
        offers=count_offers(promotion),
        segments=[Choice(str(one.id), say(one.name, get_language() or "ru")) for one in list_segments()],
    )
    response.status_code = 422 if refusal else 200
    return response


def _cells(row: CodeView, language: str) -> Sequence[object]:
    return row.code, row.uses, row.most_uses, row.until


@needs("promotions.change")
@require_POST
def add(request: HttpRequest, promotion: UUID) -> HttpResponseBase:
    """Codes as they were typed, one a line; all of them or none."""
    typed = [one.strip() for one in request.POST.get("codes", "").splitlines() if one.strip()]
    try:
        if any("\x00" in one or len(one) > _LONGEST_CODE for one in typed):
            raise Slip(_("A code has at most 40 signs, one code a line."))
        most, until = _limits(request)
        who = actor_here(request)
        count = add_codes(promotion, typed, most_uses=most, until=until, actor=who, at=clock.now())
    except (Refused, Slip) as trouble:
        return _shown(request, promotion, _said(trouble))
    messages.success(request, ngettext("%(n)s code was added.", "%(n)s codes were added.", count) % {"n": count})
    return HttpResponseRedirect(reverse("office:promotion_codes", args=[promotion]))


@needs("promotions.change")
@require_POST
def draw(request: HttpRequest, promotion: UUID) -> HttpResponseBase:
    """So many codes by lot, made in the background."""
    try:
        count = _whole(request.POST.get("count", ""), _("Write how many codes, as a whole number."))
        length = _whole(request.POST.get("length", ""), _("Choose how long the codes are."))
        most, until = _limits(request)
        who = actor_here(request)
        draw_codes(promotion, count, length=length, most_uses=most, until=until, actor=who, at=clock.now())
    except (Refused, Slip) as trouble:
        return _shown(request, promotion, _said(trouble))
    messages.success(request, _("The codes are being made; this page counts them."))
    return HttpResponseRedirect(reverse("office:promotion_codes", args=[promotion]))


@needs("promotions.change")
@require_POST
def offer(request: HttpRequest, promotion: UUID) -> HttpResponseBase:
    """To everybody of a segment, personally; nobody is written to by it."""
    segment = next((one.id for one in list_segments() if str(one.id) == request.POST.get("segment", "")), None)
    try:
        if segment is None:
            raise Slip(_("Choose a segment."))
        until = _instant(request)
        offer_to_segment(promotion, segment, until=until, actor=actor_here(request), at=clock.now())
    except (Refused, Slip) as trouble:
        return _shown(request, promotion, _said(trouble))
    messages.success(request, _("The offers are being made; nobody is written to by it."))
    return HttpResponseRedirect(reverse("office:promotion_codes", args=[promotion]))


def _said(trouble: Refused | Slip) -> str:
    return trouble.say() if isinstance(trouble, Refused) else str(trouble.sentence)


def _limits(request: HttpRequest) -> tuple[int | None, datetime | None]:
    text = request.POST.get("most_uses", "").strip()
    most = _whole(text, _("Write how often a code may be used, as a whole number above nought.")) if text else None
    return most, _instant(request)


def _whole(text: str, sentence: Text) -> int:
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 9 and int(typed) > 0):
        raise Slip(sentence)
    return int(typed)


def _instant(request: HttpRequest) -> datetime | None:
    text = request.POST.get("until", "").strip()
    if not text:
        return None
    zone = ZoneInfo(zone_for(request, staff_of(request))())
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise Slip(_("Write a day and a time.")) from None
    if not clock.now() < at or at.year >= 2100:
        raise Slip(_("This moment is over: choose a later one."))
    return at
