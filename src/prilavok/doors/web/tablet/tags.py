"""Paper price tags on the floor: what is to be printed and hung, the sheet to print, and the scan at the shelf."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.places.types import PlaceName
from prilavok.domains.pricing.queries import count_forgotten, count_wrong_tags, paper_rule, turn_wrong_tags
from prilavok.domains.pricing.types.paper import TagFace
from prilavok.doors.web.parts.lists import Empty
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.doors.web.parts.standing import place_of, standing_of
from prilavok.flows.confirm_tag import confirm_tag, look_at_tag, undo_tag
from prilavok.insights.shelf import named_tags
from prilavok.kit import clock
from prilavok.kit.errors import Refused

_CONFIRM = "tags.confirm"
#: tags on one print: ten sheets of A4
_PRINTED = 240
_NOTHING = Empty(
    gettext_lazy("Every tag hangs"),
    gettext_lazy(
        "When a price changes or a promotion begins or ends, its tags appear here: print them, hang them, and scan"
        " the goods of each."
    ),
    "check",
)
_NO_RULE = Empty(
    gettext_lazy("Tags are not kept here yet"),
    gettext_lazy(
        "Say in the office, under Prices that differ, within how many hours of a change the tags of this store are"
        " to hang. Then what is to be printed appears here by itself."
    ),
    "prices",
)


@needs(_CONFIRM)
@require_GET
def tags(request: HttpRequest) -> HttpResponseBase:
    """The tags to be hung, and what a scan of goods says of theirs."""
    standing = standing_of(request, _CONFIRM)
    shown: dict[str, object] = {"standing": standing, "hang": request.GET.get("hang") == "1"}
    if standing.place is not None:
        shown |= _waiting(request, standing.place, clock.now()) | _scanned(request, standing.place, clock.now())
    return render(request, "tablet/tags.html", shown)


@needs(_CONFIRM)
@require_GET
def sheet(request: HttpRequest) -> HttpResponseBase:
    """The tags to be hung as sheets of A4, those longest due first."""
    here = place_of(request, _CONFIRM)
    rows = named_tags(turn_wrong_tags(here.id, limit=_PRINTED)).rows
    shown = {"place": here, "rows": rows, "at": clock.now(), "more": count_wrong_tags(here.id) - len(rows)}
    return render(request, "tablet/tag_sheet.html", shown)


@needs(_CONFIRM)
@require_POST
def confirm(request: HttpRequest) -> HttpResponseBase:
    """The right tag hangs for the goods that were scanned."""
    here, code = place_of(request, _CONFIRM), request.POST.get("code", "")[:80]
    said = {"code": code, "hang": request.POST.get("hang", "")[:1]}
    try:
        found = confirm_tag(code, place=here.id, actor=actor_here(request), at=clock.now(), seen=_seen(request))
    except Refused as refused:
        messages.error(request, refused.say(_))
    else:
        said["done"] = str(found.confirmed)
    return _back(said)


@needs(_CONFIRM)
@require_POST
def undo(request: HttpRequest, tag: UUID) -> HttpResponseBase:
    """It was not so: what was confirmed before hangs there."""
    undo_tag(tag, place=place_of(request, _CONFIRM).id, actor=actor_here(request), at=clock.now())
    messages.success(request, _("Taken back: the tag is to be hung still."))
    return _back({"hang": request.POST.get("hang", "")[:1]})


def _waiting(request: HttpRequest, here: PlaceName, at: datetime) -> dict[str, object]:
    rule = paper_rule(here.id)
    if rule is None:
        return {"empty": _NO_RULE}
    chosen = asked(request, f"tags:{here.id}", filters=("hang",), sorts=(), sort="")
    page = turn_wrong_tags(here.id, after=chosen.after, limit=50)
    return {
        "rule": rule,
        "rows": named_tags(page).rows,
        "next": chosen.cursor(page),
        "count": count_wrong_tags(here.id),
        "late": count_forgotten(here.id, rule, at),
        "empty": _NOTHING,
    }


def _scanned(request: HttpRequest, here: PlaceName, at: datetime) -> dict[str, object]:
    code = request.GET.get("code", "").strip()[:80]
    if not code:
        return {}
    try:
        found = look_at_tag(code, place=here.id, actor=actor_here(request), at=at)
    except Refused as refused:
        return {"refused": refused.say(_)}
    return {"scanned": found, "code": code, "done": _id(request.GET.get("done", ""))}


def _seen(request: HttpRequest) -> TagFace | None:
    """The face of the tag as it was shown; None where goods were scanned without a look."""
    typed = [request.POST.get(name, "") for name in ("amount", "pays", "per")]
    if not all(one.isascii() and one.isdigit() and len(one) < 16 for one in typed):
        return None
    return TagFace(*map(int, typed))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _back(said: dict[str, str]) -> HttpResponseRedirect:
    response = HttpResponseRedirect(f"{reverse('tablet:tags')}?{urlencode({k: v for k, v in said.items() if v})}")
    response.status_code = 303
    return response
