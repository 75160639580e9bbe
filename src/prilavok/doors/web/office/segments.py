"""Segments as staff see them: the list, one with its members and history, putting away and taking up again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prilavok.domains.audiences.queries import list_crossings, list_members, list_segments, read_segment
from prilavok.domains.audiences.types import Crossing, SegmentView, Stay
from prilavok.doors.web.office.segment_words import CAUSES, Teller, Text, Told
from prilavok.doors.web.parts.lists import Choice, Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.flows.keep_segments import archive_segment, restore_segment
from prilavok.flows.note_looks import note_looks
from prilavok.insights.segments.shown import MemberName, may_name, name_members, stays_shown
from prilavok.kit import clock

_COLUMNS = (Column(_("Segment")), Column(_("Conditions")), Column(_("Customers"), "number"), Column(_("State"), "mark"))
_MEMBERS = (Column(_("Customer")), Column(_("Since"), "time"), Column(_("How")))
_HISTORY = (Column(_("Customer")), Column(_("What")), Column(_("When"), "time"), Column(_("How")))
_NO_SEGMENTS = Empty(
    _("No segments yet"),
    _(
        "A segment is everybody who meets your conditions: bought twice this month, or not for thirty days."
        " It keeps itself up to date by what customers do."
    ),
    "customers",
)
_NOBODY = Empty(
    _("Nobody belongs now"),
    _("As soon as a customer meets the conditions, they stand here within seconds."),
    "customers",
)
_NO_HISTORY = Empty(
    _("Nobody has come or gone yet"),
    _("Who enters and who leaves will stand here, with the time and the cause."),
    "clock",
)


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A line of the list."""

    segment: SegmentView
    told: Told


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member, or somebody's coming or going. way: "" for a member."""

    who: MemberName | None
    at: datetime
    cause: Text
    way: str = ""


@needs("segments.see")
def segments(request: HttpRequest) -> HttpResponseBase:
    """All segments that are kept up, or those put away."""
    chosen = asked(request, "segments", filters=("state",), sorts=(), sort="-made")
    teller = Teller()
    found = list_segments(archived=chosen["state"] == "archived")
    listing = Listing(
        title=_("Segments"),
        columns=_COLUMNS,
        rows=[SegmentRow(one, teller.whole(one.rule)) for one in found],
        row="office/rows/segment.html",
        filters=(Filter("state", _("Kept up"), "choice", chosen["state"], [Choice("archived", _("Those put away"))]),),
        count=len(found),
        empty=_NO_SEGMENTS,
    )
    return show_list(request, "office/segments.html", listing, may_change=scope_of(request, "segments.change"))


@needs("segments.see")
def segment(request: HttpRequest, segment: UUID) -> HttpResponseBase:
    """One segment: its conditions in words, who belongs, who came and went."""
    found = read_segment(segment)
    tab = "history" if request.GET.get("tab") == "history" else "members"
    chosen = asked(request, f"segment:{segment}:{tab}", filters=(), sorts=(), sort="-time")
    actor = staff_of(request)
    empty = _NO_HISTORY if tab == "history" else _NOBODY
    if tab == "history":
        crossed = list_crossings(segment, after=chosen.after)
        names, next_page = name_members([one.customer for one in crossed.rows], actor=actor), chosen.cursor(crossed)
        rows = _rows(crossed.rows, names)
    else:
        staying = list_members(segment, after=chosen.after)
        names, next_page = name_members([one.customer for one in staying.rows], actor=actor), chosen.cursor(staying)
        rows = _rows(staying.rows, names)
    listing = Listing(
        title=_("History") if tab == "history" else _("Members"),
        columns=_HISTORY if tab == "history" else _MEMBERS,
        rows=rows,
        row="office/rows/segment_member.html",
        next=next_page,
        hidden={"tab": tab},
        empty=empty,
    )
    if may_name(actor):
        note_looks(sorted(names), "office.segment", actor=actor, at=clock.now())
    return show_list(
        request,
        "office/segment.html",
        listing,
        about=found,
        told=Teller().whole(found.rule),
        tab=tab,
        may_change=scope_of(request, "segments.change"),
    )


@needs("segments.see")
def counting(request: HttpRequest, segment: UUID) -> HttpResponseBase:
    """How far the counting is, asked every two seconds while it goes on; then the page is read anew."""
    found = read_segment(segment)
    if found.counted_at is not None or found.archived_at is not None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "office/segment_state.html", {"about": found, "watched": True})


def _rows(rows: Sequence[Stay | Crossing], names: dict[UUID, MemberName]) -> list[MemberRow]:
    return [
        MemberRow(names.get(one.customer), one.at, CAUSES[one.cause], one.way)
        if isinstance(one, Crossing)
        else MemberRow(names.get(one.customer), one.entered_at, CAUSES[one.cause])
        for one in rows
    ]


@needs("segments.change")
@require_POST
def put_away(request: HttpRequest, segment: UUID) -> HttpResponseBase:
    """Nobody enters or leaves any more; undone by taking it up again."""
    archive_segment(segment, actor=actor_here(request), at=clock.now())
    messages.success(request, _("The segment is put away. Members and history are kept; it can be taken up again."))
    return HttpResponseRedirect(reverse("office:segment_page", args=[segment]))


@needs("segments.change")
@require_POST
def take_up(request: HttpRequest, segment: UUID) -> HttpResponseBase:
    """Kept up to date again, once everybody is counted."""
    restore_segment(segment, actor=actor_here(request), at=clock.now())
    messages.success(request, _("The segment is taken up again; its members are being counted."))
    return HttpResponseRedirect(reverse("office:segment_page", args=[segment]))


@needs("segments.see")
def segments_of(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """The segments a customer belongs to and why: a part of the customer page, asked for once the page stands."""
    teller = Teller()
    actor = staff_of(request)
    shown = [
        (one, [(teller.condition(held.atom), teller.seen(held.atom, held.seen), held.holds) for held in one.held])
        for one in (stays_shown(customer, at=clock.now()) if may_name(actor) else [])
    ]
    return render(request, "customer/segments.html", {"stays": shown})
