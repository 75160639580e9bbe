"""What lies aside at a place, and the papers by which it goes back to sale or is written off."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.places.queries import name_places
from prilavok.domains.stock.queries import list_aside
from prilavok.domains.stock.types import AsideView, Goods, PaperHead, PaperKind
from prilavok.doors.web.papers import check_right, read_id, space_of
from prilavok.doors.web.parts.lists import Empty
from prilavok.doors.web.parts.rights import actor_here, needs, staff_of
from prilavok.doors.web.parts.standing import standing_of
from prilavok.flows.write_stock_paper import draft
from prilavok.insights.aside_page import list_aside_rows
from prilavok.insights.stock_papers import may_move
from prilavok.kit import clock
from prilavok.kit.errors import NotFound
from prilavok.kit.ids import new_id

_NONE = Empty(
    _("Nothing lies aside here"),
    _("Goods that came back damaged, and those taken out of sale by a paper of setting aside, are listed here."),
    "list",
)


@needs("stock.see")
@require_GET
def aside(request: HttpRequest) -> HttpResponseBase:
    """What lies at one place and is not sold, what lies longest first."""
    places, asked = name_places(), read_id(request.GET.get("place", ""))
    standing = standing_of(request, "stock.see").place
    here = places.get(asked) if asked else standing or next(iter(places.values()), None)
    shown = {
        "space": space_of(request),
        "places": list(places.values()),
        "here": here,
        "rows": list_aside_rows(here.id) if here else [],
        "may_write": here is not None and may_move(staff_of(request), "set_aside", here.id),
        "empty": _NONE,
        "key": new_id(),
    }
    return render(request, "papers/aside.html", shown)


@needs("stock.see")
@require_POST
def draft_aside(request: HttpRequest) -> HttpResponseBase:
    """Begin the paper that moves what lies aside: all of it, which may still be changed before it is booked."""
    told, places = request.POST, name_places()
    place, variant = read_id(told.get("place", "")), read_id(told.get("variant", ""))
    lying = list_aside(place, variant=variant) if place in places and place and variant else []
    found = next((one for one in lying if one.state == told.get("state", "")), None)
    said = _papers(found).get(told.get("act", "")) if found else None
    if found is None or said is None:
        raise NotFound("aside.gone", _("It does not lie aside any more. Look at the list again."))
    kind, head = said
    check_right(request, kind, found.place)
    key = f"aside:{told.get('key', '')[:36]}:{told['act']}:{found.state}:{found.variant}"
    goods = [Goods(found.variant, found.units)]
    made = draft(kind, found.place, head, goods, key=key, actor=actor_here(request), at=clock.now())
    return HttpResponseRedirect(reverse(f"{space_of(request)}:paper", args=[made.id]))


def _papers(lies: AsideView) -> Mapping[str, tuple[PaperKind, PaperHead]]:
    papers: dict[str, tuple[PaperKind, PaperHead]] = {
        "back": ("set_aside", PaperHead(from_state=lies.state, to_state="goods")),
        "write_off": ("write_off", PaperHead(reason="damaged", from_state=lies.state)),
    }
    if lies.state == "check":
        papers["damaged"] = ("set_aside", PaperHead(from_state="check", to_state="damaged"))
    return papers
