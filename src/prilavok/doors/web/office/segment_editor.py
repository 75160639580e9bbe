"""The editor of a segment: conditions are put together by buttons and fields, held against everybody, then saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prilavok.domains.audiences.queries import read_segment
from prilavok.domains.audiences.types import SegmentView
from prilavok.domains.catalog.queries import list_brands
from prilavok.doors.web.office.choosing import INDENT
from prilavok.doors.web.office.deed_groups import deeds_grouped
from prilavok.doors.web.office.segment_draft import FIELDS, Draft, Node, draft_of, empty_draft, read_draft, rule_of
from prilavok.doors.web.office.segment_words import KINDS, PURPOSES, Teller, Text
from prilavok.doors.web.parts.lists import Choice
from prilavok.doors.web.parts.names import NAMES
from prilavok.doors.web.parts.rights import actor_here, needs, staff_of
from prilavok.flows.keep_segments import save_segment
from prilavok.flows.note_looks import note_looks
from prilavok.insights.segments.previewing import Preview, preview
from prilavok.insights.segments.shown import MemberName, may_name, name_members
from prilavok.kit import clock
from prilavok.kit.channels import MESSENGERS, WRITTEN
from prilavok.kit.errors import Refused
from prilavok.kit.words import LANGUAGES, say

_TITLES: dict[str, Text] = {
    "least": _("at least"),
    "most": _("at most"),
    "days": _("in the last days"),
    "currency": _("currency"),
    "place": _("place"),
    "touchpoint": _("way of buying"),
    "product": _("product: code, SKU or barcode"),
    "category": _("category"),
    "brand": _("brand"),
    "verb": _("what it was"),
    "by": _("recognised by"),
    "channel": _("where"),
    "purpose": _("what about"),
    "language": _("language"),
    "tier": _("tier"),
    "recency_from": _("recency from"),
    "recency_to": _("recency to"),
    "frequency_from": _("frequency from"),
    "frequency_to": _("frequency to"),
    "monetary_from": _("amount from"),
    "monetary_to": _("amount to"),
}
_WORDS = ("product", "brand")
_NEEDED = ("currency", "verb", "by", "channel", "purpose", "language", "tier")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a condition; without choices it is a number, or words where it says so.

    groups: choices under headings, behind those without one.
    """

    name: str
    title: Text
    value: str
    choices: list[Choice]
    groups: Sequence[tuple[Text, list[Choice]]] = ()

    @property
    def words(self) -> bool:
        """Whether anything may be typed."""
        return self.name in _WORDS


@dataclass(frozen=True, slots=True)
class Branch:
    """A node with what stands below it, as the template draws it. focus: the keyboard goes on here."""

    node: Node
    title: Text
    fields: list[Field]
    below: list["Branch"]
    root: bool
    focus: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What a preview found; examples as the reader may see them."""

    found: Preview
    examples: list[MemberName]


@needs("segments.change")
def new(request: HttpRequest) -> HttpResponseBase:
    """A segment that is not there yet."""
    return _edit(request, None)


@needs("segments.change")
def edit(request: HttpRequest, segment: UUID) -> HttpResponseBase:
    """A segment that is."""
    return _edit(request, read_segment(segment))


def _edit(request: HttpRequest, found: SegmentView | None) -> HttpResponseBase:
    """Every button sends the whole form; nothing is kept before "Save", and nothing typed is lost by a refusal."""
    name = {one: request.POST.get(f"name_{one}", "") for one in LANGUAGES}
    seen = request.POST.get("seen", "")
    draft, shown, refusal, here = empty_draft(), None, "", None
    if request.method == "POST":
        act, _dot, number = request.POST.get("act", "preview").partition(".")
        try:
            draft = read_draft(request.POST)
            if act == "save":
                return _saved(request, found, name, draft, int(seen) if seen.isdigit() else None)
            here = _change(draft, act, number, request)
            if act == "preview":
                shown = _preview(request, draft)
        except Refused as trouble:
            refusal = trouble.say()
    elif found is not None:
        draft, name, seen = (
            draft_of(found.rule),
            {one: found.name.get(one, "") for one in LANGUAGES},
            str(found.version),
        )
    context = {
        "about": found,
        "names": [(one, name[one]) for one in LANGUAGES],
        "seen": seen,
        "root": _branches(draft, here),
        "kinds": KINDS.items(),
        "brands": list_brands() if any("brand" in FIELDS.get(one.kind, ()) for one in draft.nodes.values()) else (),
        "preview": shown,
        "refusal": refusal,
    }
    return render(
        request, "office/segment_editor.html", context, status=422 if refusal and not _is_part(request) else 200
    )


def _is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _change(draft: Draft, act: str, number: str, request: HttpRequest) -> int | None:
    """Do what the button says; the node at which the person goes on."""
    node = int(number) if number.isdigit() and len(number) <= 4 else -1
    if act in ("add", "group"):
        return draft.add(node, request.POST.get(f"{number}.new", "") if act == "add" else "any")
    return draft.drop(node) if act == "drop" else None


def _saved(
    request: HttpRequest, found: SegmentView | None, name: dict[str, str], draft: Draft, seen: int | None
) -> HttpResponseBase:
    actor = actor_here(request)
    saved = save_segment(found.id if found else None, name, rule_of(draft), seen=seen, actor=actor, at=clock.now())
    address = reverse("office:segment_page", args=[saved.id])
    return HttpResponse(headers={"HX-Redirect": address}) if _is_part(request) else HttpResponseRedirect(address)


def _preview(request: HttpRequest, draft: Draft) -> Shown:
    actor, at = staff_of(request), clock.now()
    found = preview(rule_of(draft), at=at)
    names = name_members(found.examples, actor=actor)
    if may_name(actor):
        note_looks(sorted(names), "office.segment_preview", actor=actor, at=at)
    return Shown(found, [one for one in names.values() if one.id is not None])


def _tiers(teller: Teller) -> list[Choice]:
    named = [Choice(str(tier), say(name, teller.language)) for tier, name in teller.tiers.items()]
    return named or [Choice("", _("there are no tiers yet"))]


def _branches(draft: Draft, here: int | None) -> Branch:
    teller = Teller()
    places = [Choice(str(one.id), say(one.name, teller.language)) for one in teller.places.values()]
    choices = {
        "place": places,
        "currency": [Choice(one, one) for one in sorted({place.currency for place in teller.places.values()})],
        "touchpoint": [Choice(code, title) for code, title in NAMES["touchpoint"].items()],
        "category": [
            Choice(str(one.id), INDENT * (one.depth - 1) + say(one.name, teller.language)) for one in teller.shelves
        ],
        "by": [Choice(code, NAMES["identifier"][code]) for code in ("phone", "email", "card", *MESSENGERS)],
        "channel": [Choice(code, NAMES["channel"][code]) for code in WRITTEN],
        "purpose": [Choice(code, title) for code, title in PURPOSES.items()],
        "language": [Choice(code, NAMES["language"][code]) for code in LANGUAGES],
        "tier": _tiers(teller) if any(one.kind == "tier" for one in draft.nodes.values()) else [],
    }
    deeds = [(title, [Choice(*one) for one in several]) for title, several in deeds_grouped()]
    fifths = [Choice(str(one), str(one)) for one in range(1, 6)]

    def field(node: Node, name: str) -> Field:
        offered = fifths if name.endswith(("_from", "_to")) else list(choices.get(name, ()))
        groups = deeds if name == "verb" else []
        value = node.fields.get(name, "") or {"_from": "1", "_to": "5"}.get(name[name.rfind("_") :], "")
        always = offered is fifths or name in _NEEDED or node.kind.startswith(("favourite.", "last_was."))
        return Field(
            name,
            _TITLES[name],
            value,
            offered if always or not offered else [Choice("", _("no matter which")), *offered],
            groups,
        )

    def branch(node: Node) -> Branch:
        fields = [field(node, name) for name in FIELDS.get(node.kind, ())]
        below = [branch(one) for one in draft.below(node.id)]
        return Branch(node, KINDS.get(node.kind, ""), fields, below, node.id == node.parent, node.id == here)

    return branch(draft.nodes[min(draft.nodes)])
