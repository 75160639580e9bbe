"""Papers of stock on the screens of office and tablet: the list, a new one, one being written."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.places.queries import name_places
from prilavok.domains.stock.queries import count_papers
from prilavok.domains.stock.types import (
    PAPER_KINDS,
    PAPER_STATES,
    SHELF_STATES,
    WRITE_OFF_REASONS,
    PaperHead,
    PaperKind,
)
from prilavok.doors.web.office.choosing import choice_filter, chosen_place, place_filter
from prilavok.doors.web.parts.days import day_said
from prilavok.doors.web.parts.lists import Column, Empty, Listing, show_list
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.rights import NoRight, actor_here, needs, staff_of
from prilavok.doors.web.parts.standing import stand_at, standing_of
from prilavok.doors.web.parts.swapped import page_or_part
from prilavok.flows import write_stock_paper
from prilavok.insights.stock_papers import RIGHT_OF, list_paper_rows, may_move, read_paper_page
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.ids import new_id

_COLUMNS = (
    Column(_("Number")),
    Column(_("What it is")),
    Column(_("Place")),
    Column(_("Lines"), "number"),
    Column(_("Made"), "time"),
    Column(_("By whom")),
    Column(_("State"), "mark"),
)
_NONE = Empty(
    _("No stock papers yet"),
    _(
        "Goods come, go and are counted by papers: a receiving, a write-off, a transfer, a count. A paper is a draft"
        " until it is booked; then its goods have moved, and a mistake is taken back by a counter-paper."
    ),
    "list",
)
#: papers of a floor that are shown at once
_MOST = 50


def space_of(request: HttpRequest) -> str:
    """In which workplace the screen is shown: "office" or "tablet"."""
    match = request.resolver_match
    return match.namespace if match else "office"


def check_right(request: HttpRequest, kind: PaperKind, place: UUID | None) -> None:
    """Raises NoRight where this kind of paper is not the person's to write at the place."""
    if not may_move(staff_of(request), kind, place):
        raise NoRight(RIGHT_OF[kind])


@needs("stock.see")
@require_GET
def papers(request: HttpRequest) -> HttpResponseBase:
    """All papers, filtered by kind, place and state."""
    chosen = asked(request, "papers", filters=("kind", "place", "state"), sorts=(), sort="-made")
    places = name_places()
    kind, state, place = chosen["kind"], chosen["state"], chosen_place(chosen, places)
    page = list_paper_rows(kind=kind, state=state, place=place, after=chosen.after)
    listing = Listing(
        title=_("Stock papers"),
        columns=_COLUMNS,
        rows=page.rows,
        row="papers/row.html",
        next=chosen.cursor(page),
        count=count_papers(kind=kind, state=state, place=place),
        filters=(
            choice_filter(chosen, "kind", _("All kinds"), "paper", PAPER_KINDS),
            place_filter(chosen, places),
            choice_filter(chosen, "state", _("In any state"), "paper_state", PAPER_STATES),
        ),
        empty=_NONE,
    )
    return show_list(request, "papers/list.html", listing, may_write=_kinds(request))


@needs("stock.count")
@require_GET
def floor(request: HttpRequest) -> HttpResponseBase:
    """The tablet's: what is being written at this store, what is on its way to it, and what may be begun."""
    standing = standing_of(request, "stock.count")
    here = standing.place.id if standing.place else None
    shown: dict[str, object] = {"standing": standing, "may_write": _kinds(request, here), "empty": _NONE}
    if here is not None:
        drafts = list_paper_rows(state="draft", place=here, limit=_MOST).rows
        shown["drafts"] = [row for row in drafts if row.paper.place == here]
        sent = [row for row in list_paper_rows(state="sent", place=here, limit=_MOST).rows if not row.paper.taken_back]
        shown["coming"] = [row for row in sent if here == row.paper.head.to_place]
        shown["expected"] = [row for row in sent if row.paper.kind == "expected"]
        shown["leaving"] = [row for row in sent if row.paper.place == here and row.paper.kind != "expected"]
    return render(request, "papers/floor.html", shown)


@needs("stock.count")
@require_POST
def place(request: HttpRequest) -> HttpResponseBase:
    """Work at another store from now on."""
    stand_at(request, "stock.count")
    return HttpResponseRedirect(reverse("tablet:papers"))


@needs("stock.see")
def new(request: HttpRequest) -> HttpResponseBase:
    """A new paper: of which kind, where, and what it says beside its goods."""
    if request.method != "POST":
        return _form(request, _kind(request.GET.get("kind", "")), request.GET.get("place", ""))
    kind = _kind(request.POST.get("kind", ""))
    here = read_id(request.POST.get("place", ""))
    if kind is None or here not in name_places():
        raise NotFound("place.unknown", _("There is no such place."))
    check_right(request, kind, here)
    try:
        made = write_stock_paper.draft(
            kind, here, head_typed(request), key=f"web:{request.POST.get('key', '')[:60]}",
            actor=actor_here(request), at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        return _form(request, kind, str(here), refused.say(), 422)
    return HttpResponseRedirect(reverse(f"{space_of(request)}:paper", args=[made.id]))


@needs("stock.see")
@require_GET
def paper(request: HttpRequest, paper: UUID) -> HttpResponseBase:
    """One paper, with its goods; the part alone where it is asked for again."""
    return show_paper(request, paper)


def show_paper(request: HttpRequest, paper: UUID, *, status: int = 200, **more: object) -> HttpResponse:
    """The paper as it is now. more: goods found by a name, what was short, a refusal."""
    page = read_paper_page(paper)
    found, space = page.row.paper, space_of(request)
    there = found.head.to_place if found.state == "sent" and found.kind == "transfer" else found.place
    writes = may_move(staff_of(request), found.kind, there) and found.taken_back is None
    shown = {
        "page": page,
        "paper": found,
        "space": space,
        "address": reverse(f"{space}:paper", args=[paper]),
        "may_write": writes,
        "editable": writes and found.state in (("draft",) if found.kind == "expected" else ("draft", "sent")),
        "expecting": found.kind == "expected" and found.state == "sent",
        "may_receive": may_move(staff_of(request), "receiving", found.place),
        "today": page.row.place.day_at(clock.now()),
        "may_take_back": may_move(staff_of(request), found.kind, found.place),
        "may_cost": may_move(staff_of(request), "receiving", found.place),
        "reasons": WRITE_OFF_REASONS,
        "shelf_states": SHELF_STATES,
        "key": new_id(),
        "hx": request.headers.get("HX-Request") == "true",
        **more,
    }
    return page_or_part(request, "papers/paper.html", shown, {"paper": "papers/part.html"}, status=status)


def head_typed(request: HttpRequest) -> PaperHead:
    """What a form says of a paper beside its goods."""
    told = request.POST
    return PaperHead(
        to_place=read_id(told.get("to_place", "")),
        supplier=told.get("supplier", "")[:1000],
        reason=told.get("reason", ""),
        note=told.get("note", "")[:1000],
        from_state=told.get("from_state", ""),
        to_state=told.get("to_state", ""),
        due_on=day_said(told.get("due_on", "")),
        against=read_id(told.get("against", "")),
    )


def read_id(text: str) -> UUID | None:
    """An id as a form has it; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _kind(code: str) -> PaperKind | None:
    return cast(PaperKind, code) if code in PAPER_KINDS else None


def _kinds(request: HttpRequest, place: UUID | None = None) -> list[PaperKind]:
    """The kinds that the person may begin, at the place or anywhere."""
    staff = staff_of(request)
    return [kind for kind in PAPER_KINDS if may_move(staff, kind, place or staff.place)]


def _form(
    request: HttpRequest, kind: PaperKind | None, place: str, refusal: str = "", status: int = 200
) -> HttpResponse:
    staff, places = staff_of(request), name_places()
    standing = standing_of(request, "stock.count").place
    shown = {
        "kind": kind,
        "kinds": _kinds(request),
        "space": space_of(request),
        "places": [one for one in places.values() if kind and may_move(staff, kind, one.id)],
        "goals": list(places.values()),
        "place": place or (str(standing.id) if standing else ""),
        "reasons": WRITE_OFF_REASONS,
        "shelf_states": SHELF_STATES,
        "typed": request.POST,
        "refusal": refusal,
        "key": request.POST.get("key") or new_id(),
    }
    return render(request, "papers/new.html", shown, status=status)
