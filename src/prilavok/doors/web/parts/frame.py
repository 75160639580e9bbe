"""What every page's frame shows: workplaces and screens one may open, who is signed in, language, theme, keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.doors.web.parts.clocks import zone_for
from prilavok.doors.web.parts.rights import staff_or_none
from prilavok.doors.web.parts.workplaces import Screen, Text, Workplace, workplaces_for

LANGUAGES = (("ru", "Русский", "Рус"), ("kk", "Қазақша", "Қаз"), ("en", "English", "Eng"))
THEMES = ("system", "light", "dark")
THEME_COOKIE = "theme"


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the sidebar as drawn."""

    screen: Screen
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """One workplace of the switch above the screens."""

    code: str
    title: Text
    icon: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """All the frame needs; nothing of it costs a query but `zone`, where a page tells times of no place."""

    staff: StaffActor | None
    workplace: Workplace | None
    tabs: tuple[Tab, ...]
    links: tuple[Link, ...]
    language: str
    languages: tuple[tuple[str, str, str], ...]
    theme: str
    search: str
    here: str
    zone: Callable[[], str]


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `frame` for every template."""
    staff = staff_or_none(request)
    places = tuple(workplaces_for(staff)) if staff else ()
    name = _route(request)
    current = _workplace(places, staff, name) if staff else None
    return {
        "frame": Frame(
            staff=staff,
            workplace=current,
            tabs=tuple(_tab(place, staff, place is current) for place in places) if staff else (),
            links=tuple(_links(current, staff, request.path, name)) if current and staff else (),
            language=get_language() or "ru",
            languages=LANGUAGES,
            theme=theme_of(request),
            search=address_or_nothing("search") if staff else "",
            here=request.get_full_path(),
            zone=zone_for(request, staff),
        )
    }


def theme_of(request: HttpRequest) -> str:
    """ "system", "light" or "dark"; the page is drawn in it at once, without a flash of another."""
    kept = request.COOKIES.get(THEME_COOKIE, "")
    return kept if kept in THEMES else "system"


def first_screen(staff: StaffActor) -> str:
    """The address where this person's work begins, "" where there is no screen for their role.

    Who sees the board of the whole company and stands at no place (an owner) begins there, others in the order of
    workplaces.
    """
    places = list(workplaces_for(staff))
    overlooks = staff.place is None and may(staff, "board.see", "company") is not None
    for place in sorted(places, key=lambda one: overlooks and one.code != "board"):
        return reverse(place.screens_for(staff)[0].url)
    return ""


def address_or_nothing(name: str) -> str:
    """The address of a route that may not be built yet."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _workplace(places: Sequence[Workplace], staff: StaffActor, name: str) -> Workplace | None:
    """The workplace a route is of: by the code before its colon, or the one that has it among its screens."""
    named = (place for place in places if name.split(":")[0] == place.code)
    having = (place for place in places if any(screen.url == name for screen in place.screens_for(staff)))
    return next(named, None) or next(having, places[0] if places else None)


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name or "" if match else ""


def _tab(place: Workplace, staff: StaffActor, current: bool) -> Tab:
    return Tab(place.code, place.title, place.icon, reverse(place.screens_for(staff)[0].url), current)


def _links(place: Workplace, staff: StaffActor, path: str, name: str) -> list[Link]:
    screens = [(screen, reverse(screen.url)) for screen in place.screens_for(staff)]
    # The page of one order belongs to the list of orders: the longest address that begins this one is current.
    under = [(screen, address) for screen, address in screens if path == address or path.startswith(f"{address}/")]
    exact = next((screen for screen, _ in screens if screen.url == name), None)
    current = exact or (max(under, key=lambda pair: len(pair[1]))[0] if under else None)
    return [Link(screen, address, screen is current) for screen, address in screens]
