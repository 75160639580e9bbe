"""The palette: one field that finds customers, orders, products, places and screens; without a script a page."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from prilavok.domains.staff.types import StaffActor
from prilavok.doors.guessing import slow_guesses
from prilavok.doors.web.parts.figures import money
from prilavok.doors.web.parts.rights import needs, staff_of
from prilavok.doors.web.parts.workplaces import Text, workplaces_for
from prilavok.insights.search import MOST_OF_EACH, FoundAll, search_all
from prilavok.kit.search import fold
from prilavok.kit.words import say


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the palette."""

    address: str
    icon: str
    title: Text
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind."""

    title: Text
    hits: tuple[Found, ...]


@needs("search.use")
def search(request: HttpRequest) -> HttpResponseBase:
    """Whatever the text may mean; only the lines where htmx asks for them."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    actor = staff_of(request)
    slow_guesses(actor, text)
    groups = _groups(search_all(text, actor=actor), _screens(actor, text)) if text else []
    shown = {"groups": groups, "asked": text}
    part = request.headers.get("HX-Request") == "true"
    response = render(request, "parts/found.html" if part and text else "search.html", shown)
    response.headers["Vary"] = "HX-Request"
    return response


def _groups(found: FoundAll, screens: tuple[Found, ...]) -> list[Group]:
    language = get_language() or "ru"
    groups = [
        Group(
            _("Orders"),
            tuple(
                Found(reverse("office:order", args=[one.id]), "orders", one.number, money(one.amount, one.currency))
                for one in found.orders
            ),
        ),
        Group(_("Screens"), screens),
        Group(
            _("Customers"),
            tuple(
                Found(
                    reverse("office:customer", args=[one.customer.id]),
                    "customers",
                    one.customer.name or one.customer.code,
                    one.known_by,
                )
                for one in found.customers
            ),
        ),
        Group(
            _("Products"),
            tuple(
                Found(reverse("office:product", args=[one.id]), "products", say(one.name, language), one.code)
                for one in found.products
            ),
        ),
        Group(
            _("Places"),
            tuple(
                Found(reverse("office:place", args=[one.id]), "places", f"{one.code} · {say(one.name, language)}")
                for one in found.places
            ),
        ),
    ]
    return [group for group in groups if group.hits]


@lru_cache(maxsize=1_000)
def _words_of(title: str) -> tuple[str, ...]:
    """The words of a screen's title as they are looked for: of screens there are few."""
    return tuple(fold(title).split())


def _screens(actor: StaffActor, text: str) -> tuple[Found, ...]:
    typed = fold(text)
    hits = [
        Found(reverse(screen.url), screen.icon, screen.title, place.title)
        for place in workplaces_for(actor)
        for screen in place.screens_for(actor)
        if typed and any(word.startswith(typed) for word in _words_of(str(screen.title)))
    ]
    return tuple(hits[:MOST_OF_EACH])
