"""What every page's frame shows: workplaces and screens one may open, who is signed in, language, theme, keys."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.doors.web.parts.clocks import zone_for
from prilavok.doors.web.parts.rights import staff_or_none
from prilavok.doors.web.parts.workplaces import Screen, Workplace, workplaces, workplaces_for

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

    workplace: Workplace
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """Language and theme, each with what may be chosen."""

    language: str
    theme: str

    @property
    def languages(self) -> tuple[tuple[str, str, str], ...]:
        """What may be chosen: code, name and short name of each."""
        return LANGUAGES


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Where one may go from here. It says all that its parts show, in `language`; nothing in it is of one person.

    There is one of each, made by `_ways_of`: it is told from others by being itself, at no cost.
    """

    language: str
    workplace: Workplace | None
    tabs: tuple[Tab, ...]
    links: tuple[Link, ...]
    search: str


@dataclass(frozen=True, slots=True)
class Frame:
    """All the frame needs; nothing of it costs a query but `zone`, where a page tells times of no place."""

    staff: StaffActor | None
    ways: Ways
    choices: Choices
    here: str
    zone: Callable[[], str]

    @property
    def language(self) -> str:
        """In which language the page speaks."""
        return self.choices.language


#: a workplace, with the screens that may be opened there and their addresses
_Opened = tuple[Workplace, tuple[tuple[Screen, str], ...]]


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: `frame` for every template; a part of a page that shows nothing of it pays nothing for it."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> Frame:
    staff = staff_or_none(request)
    language = get_language() or "ru"
    return Frame(
        staff=staff,
        ways=_ways(staff, request, language) if staff else Ways(language, None, (), (), ""),
        choices=Choices(language, theme_of(request)),
        here=request.get_full_path(),
        zone=zone_for(request, staff),
    )


def theme_of(request: HttpRequest) -> str:
    """ "system", "light" or "dark"; the page is drawn in it at once, without a flash of another."""
    kept = request.COOKIES.get(THEME_COOKIE, "")
    return kept if kept in THEMES else "system"


def first_screen(staff: StaffActor) -> str:
    """The address where this person's work begins, "" where there is no screen for their role.

    Who sees the board of the whole company and stands at no place (an owner) begins there; who stands at no place and
    answers customers at the desk; others in the order of workplaces.
    """
    places = {one.code: one for one in workplaces_for(staff)}
    company, talks = may(staff, "board.see", "company"), may(staff, "conversations.see")
    first = [] if staff.place else ["board"] * (company is not None) + ["desk"] * (talks is not None)
    for code in [*first, *places]:
        if code in places:
            return reverse(places[code].screens_for(staff)[0].url)
    return ""


def address_or_nothing(name: str) -> str:
    """The address of a route that may not be built yet."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _ways(staff: StaffActor, request: HttpRequest, language: str) -> Ways:
    verbs, prefix, name = frozenset(staff.rights), get_script_prefix(), _route(request)
    current = _workplace(_opened(verbs, prefix), name)
    screen = _screen(current[1], request.path, name) if current else None
    return _ways_of(verbs, prefix, language, current[0] if current else None, screen)


@lru_cache(maxsize=1_000)
def _ways_of(
    verbs: frozenset[str], prefix: str, language: str, workplace: Workplace | None, current: Screen | None
) -> Ways:
    opened = _opened(verbs, prefix)
    screens = next((screens for place, screens in opened if place is workplace), ())
    return Ways(
        language,
        workplace,
        tuple(Tab(place, screens[0][1], place is workplace) for place, screens in opened),
        tuple(Link(screen, address, screen is current) for screen, address in screens),
        address_or_nothing("search"),
    )


@lru_cache(maxsize=256)
def _opened(verbs: frozenset[str], _prefix: str) -> tuple[_Opened, ...]:
    """What these verbs open: of roles there are few, and screens and addresses stand in the code.

    _prefix: under what the installation is served; every address begins with it.
    """
    found = [
        (place, tuple((screen, reverse(screen.url)) for screen in place.screens if screen.needs in verbs))
        for place in workplaces()
    ]
    return tuple((place, screens) for place, screens in found if screens)


def _workplace(opened: tuple[_Opened, ...], name: str) -> _Opened | None:
    """The workplace a route is of: by the code before its colon, or the one that has it among its screens."""
    code = name.split(":")[0]
    named = (one for one in opened if one[0].code == code)
    having = (one for one in opened if any(screen.url == name for screen, _address in one[1]))
    return next(named, None) or next(having, opened[0] if opened else None)


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name or "" if match else ""


def _screen(screens: tuple[tuple[Screen, str], ...], path: str, name: str) -> Screen | None:
    """The screen one is on."""
    # The page of one order belongs to the list of orders: the longest address that begins this one is current.
    under = [(screen, address) for screen, address in screens if path == address or path.startswith(f"{address}/")]
    exact = next((screen for screen, _ in screens if screen.url == name), None)
    return exact or (max(under, key=lambda pair: len(pair[1]))[0] if under else None)
