"""What can be said of goods: attributes with their values, headings and departments."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.catalog.errors import AttributeUnfit
from prilavok.domains.catalog.queries import (
    count_said,
    every_shelf,
    list_attributes,
    list_groups,
    read_attribute,
    read_attributes,
)
from prilavok.domains.catalog.types import ATTRIBUTE_KINDS, AttributeView, NewAttribute, NewChoice, NewGroup
from prilavok.doors.web.office.typed import told_back, whole
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of
from prilavok.flows import keep_attributes
from prilavok.insights.said_goods import attribute_groups
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.words import LANGUAGES, Words

_CHANGE = "catalog.change"


@needs("catalog.see")
@require_GET
def attributes(request: HttpRequest) -> HttpResponseBase:
    """Every attribute under its heading, those that were taken away, and the headings."""
    shown = {
        "groups": attribute_groups(list_attributes()),
        "archived": list_attributes(archived=True),
        "headings": list_groups(),
        "kinds": ATTRIBUTE_KINDS,
        "languages": LANGUAGES,
        "may_change": scope_of(request, _CHANGE) is not None,
    }
    return render(request, "office/attributes.html", shown)


@needs("catalog.see")
@require_GET
def attribute(request: HttpRequest, attribute: UUID) -> HttpResponseBase:
    """One attribute: names, departments, values, and of how many goods it is said."""
    found = read_attribute(attribute)
    products, by_choice = count_said(attribute)
    shown = {
        "one": found,
        "choices": [(choice, by_choice.get(choice.id, 0)) for choice in found.choices],
        "products": products,
        "headings": list_groups(),
        "shelves": every_shelf(),
        "languages": LANGUAGES,
        "may_change": scope_of(request, _CHANGE) is not None,
    }
    return render(request, "office/attribute.html", shown)


@needs(_CHANGE)
@require_POST
def make(request: HttpRequest) -> HttpResponseBase:
    """Make an attribute; its values and departments are said on its page."""
    code = request.POST.get("code", "").strip()[:60]
    try:
        if read_attributes([code]):
            raise AttributeUnfit("there")
        made = keep_attributes.keep_attribute(_said(request, code, None), actor=actor_here(request), at=clock.now())
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(gettext))
        return told_back("office:attributes", "make")
    messages.success(request, gettext("Made. Say now which values it has, and of which departments it is said."))
    return _to(made.id)


@needs(_CHANGE)
@require_POST
def keep(request: HttpRequest, attribute: UUID) -> HttpResponseBase:
    """Names, heading, departments and use of one attribute."""
    found = read_attribute(attribute)
    said, seen = _said(request, found.code, found), whole(request.POST.get("seen", ""))
    return _done(
        request,
        attribute,
        lambda: keep_attributes.keep_attribute(said, seen=seen, actor=actor_here(request), at=clock.now()),
        gettext("Kept. It is so wherever the attribute is shown."),
    )


@needs(_CHANGE)
@require_POST
def choices(request: HttpRequest, attribute: UUID) -> HttpResponseBase:
    """Rename values, put them in order, and add one."""
    found = read_attribute(attribute)
    told = [NewChoice(one.code, _words(request, f"name-{one.id}"), _position(request, f"position-{one.id}"))
            for one in found.choices if f"position-{one.id}" in request.POST]  # fmt: skip
    if code := request.POST.get("code", "").strip()[:80]:
        told.append(NewChoice(code, _words(request, "name"), len(found.choices)))

    def act() -> object:
        if code in {one.code for one in found.choices}:
            raise AttributeUnfit("choices")
        said = _as_it_is(found, tuple(told))
        return keep_attributes.keep_attribute(said, actor=actor_here(request), at=clock.now())

    return _done(request, attribute, act, gettext("Kept. It is so wherever the attribute is shown."), "values")


@needs(_CHANGE)
@require_POST
def away(request: HttpRequest, attribute: UUID) -> HttpResponseBase:
    """Take an attribute away, after the facts were read; one that nothing says is gone."""
    try:
        kept = keep_attributes.end_attribute(attribute, actor=actor_here(request), at=clock.now())
    except NotFound as refused:
        messages.error(request, refused.say(gettext))
    else:
        told = gettext("Taken away. What goods say of it is kept: it can be brought back.")
        messages.success(request, told if kept else gettext("Taken away. Nothing was said of it."))
    return told_back("office:attributes", "archived")


@needs(_CHANGE)
@require_POST
def back(request: HttpRequest, attribute: UUID) -> HttpResponseBase:
    """Bring an attribute back."""
    return _done(
        request,
        attribute,
        lambda: keep_attributes.restore_attribute(attribute, actor=actor_here(request), at=clock.now()),
        gettext("Back, with all that goods said of it."),
    )


@needs(_CHANGE)
@require_POST
def choice(request: HttpRequest, attribute: UUID, choice: UUID) -> HttpResponseBase:
    """Take a value away, or bring it back."""
    act = keep_attributes.restore_choice if request.POST.get("back") else keep_attributes.end_choice
    return _done(
        request,
        attribute,
        lambda: act(attribute, choice, actor=actor_here(request), at=clock.now()),
        gettext("Kept. Goods that have the value keep it."),
        "values",
    )


@needs(_CHANGE)
@require_POST
def group(request: HttpRequest, code: str) -> HttpResponseBase:
    """Rename a heading, and put it in its place."""
    name, position = _words(request, "name"), _position(request, "position")
    try:
        keep_attributes.name_group(code, name, position, actor=actor_here(request), at=clock.now())
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Kept. It is so wherever the heading is shown."))
    return told_back("office:attributes", "headings")


def _done(
    request: HttpRequest, attribute: UUID, act: Callable[[], object], told: str, part: str = ""
) -> HttpResponseBase:
    try:
        act()
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, told)
    return _to(attribute, part)


def _said(request: HttpRequest, code: str, before: AttributeView | None) -> NewAttribute:
    kind = before.kind if before else next((k for k in ATTRIBUTE_KINDS if k == request.POST.get("kind")), "choice")
    shelves = [*request.POST.getlist("shelf")[:200], request.POST.get("more_shelf", "").strip()[:200]]
    return NewAttribute(
        code,
        _words(request, "name"),
        kind,
        unit=_words(request, "unit") if kind == "number" else {},
        group=_group(request),
        facet="facet" in request.POST,
        compared="compared" in request.POST,
        position=_position(request, "position"),
        shelves=tuple(sorted({one for one in shelves if one})),
    )


def _as_it_is(one: AttributeView, told: tuple[NewChoice, ...]) -> NewAttribute:
    group = NewGroup(one.group.code, one.group.name, one.group.position) if one.group else None
    return NewAttribute(
        one.code, one.name, one.kind, one.unit, group, one.facet, one.compared, one.position, one.shelves, told
    )


def _group(request: HttpRequest) -> NewGroup | None:
    known = {one.code: one for one in list_groups()}
    code = request.POST.get("group", "")
    if found := known.get(code):
        return NewGroup(found.code, found.name, found.position)
    code = request.POST.get("group_code", "").strip()[:60]
    return NewGroup(code, _words(request, "group_name"), len(known)) if code else None


def _words(request: HttpRequest, field: str) -> Words:
    told = {language: request.POST.get(f"{field}-{language}", "").strip()[:200] for language in LANGUAGES}
    return {language: text for language, text in told.items() if text}


def _position(request: HttpRequest, field: str) -> int:
    return max(0, whole(request.POST.get(field, "0")))


def _to(attribute: UUID, part: str = "") -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse("office:attribute", args=[attribute]) + (f"#{part}" if part else ""))
    response.status_code = 303
    return response
