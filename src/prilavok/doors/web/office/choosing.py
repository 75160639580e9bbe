"""Filters that several lists of the office have."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from prilavok.domains.catalog.queries import list_shelves
from prilavok.domains.places.types import PlaceName
from prilavok.doors.web.parts.lists import Choice, Filter
from prilavok.doors.web.parts.names import NAMES
from prilavok.doors.web.parts.pages import Asked
from prilavok.kit.words import say

#: how far a shelf stands in for each level above it
INDENT = "\u2003"


def place_filter(asked: Asked, places: Mapping[UUID, PlaceName]) -> Filter:
    """Choose one place by its code."""
    language = get_language() or "ru"
    choices = [Choice(place.code, f"{place.code} · {say(place.name, language)}") for place in places.values()]
    return Filter("place", _("All places"), "choice", asked["place"], choices)


def chosen_place(asked: Asked, places: Mapping[UUID, PlaceName]) -> UUID | None:
    """The place whose code was asked; the place of nobody where there is no such code, so that nothing is found."""
    code = asked["place"]
    if not code:
        return None
    return next((place.id for place in places.values() if place.code == code), UUID(int=0))


def shelf_filter(asked: Asked) -> Filter:
    """Choose a shelf: the one chosen with those above it, and those directly below."""
    language = get_language() or "ru"
    choices = [
        Choice(shelf.path, INDENT * (shelf.depth - 1) + say(shelf.name, language))
        for shelf in list_shelves(asked["category"])
    ]
    return Filter("category", _("All categories"), "choice", asked["category"], choices)


def choice_filter(
    asked: Asked, name: str, title: object, kind: str, codes: Collection[str] | Sequence[str] = ()
) -> Filter:
    """Choose one code of a closed list by its name on screens."""
    named = NAMES[kind]
    shown = [Choice(code, named[code]) for code in (codes or named)]
    return Filter(name, title, "choice", asked[name], shown)  # type: ignore[arg-type]
