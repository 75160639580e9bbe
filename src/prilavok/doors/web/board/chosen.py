"""What the one who looks has chosen to see: currency, days, place; kept from screen to screen in a cookie."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from urllib.parse import parse_qsl, urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.rights import View, needs
from prilavok.doors.web.parts.workplaces import Text
from prilavok.insights.metrics.reading import Coverage, Scope, Shop, one_reading, read_coverage, read_shops
from prilavok.insights.metrics.spans import PERIODS, Period, Span, choose_span, comparable
from prilavok.kit import clock
from prilavok.kit.settings import where
from prilavok.kit.words import say

COOKIE = "board"
_COOKIE_SECONDS = 30 * 24 * 3600
_NAMES = ("currency", "period", "place", "first", "last")
PERIOD_NAMES: dict[Period, Text] = {
    "weeks4": _("4 weeks"), "quarter": _("13 weeks"), "year": _("52 weeks"), "all": _("All days"),
    "custom": _("Own days"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """The scope of a page, what it compares with (None: facts do not reach back that far), and what else is on offer.

    today: in the zone of the chosen place, else of most places; at: the instant of reading.
    """

    scope: Scope
    before: Scope | None
    period: Period
    coverage: Coverage
    currencies: tuple[str, ...]
    shops: tuple[Shop, ...]
    zone: str
    at: datetime
    today: date

    @property
    def currency(self) -> str:
        """The currency of every amount on the page."""
        return self.scope.currency

    @property
    def shop(self) -> Shop | None:
        """The chosen place."""
        return next((shop for shop in self.shops if shop.id == self.scope.place), None)

    @property
    def shop_name(self) -> str:
        """The chosen place as the reader's language names it, or ""."""
        return say(self.shop.name, get_language() or "ru") or self.shop.code if self.shop else ""

    @property
    def stale(self) -> bool:
        """Whether facts stop before the last whole week, so that periods count back from where they stop."""
        return (self.today - self.coverage.facts.last).days > 13

    @property
    def periods(self) -> list[tuple[Period, Text, str]]:
        """Every period with its name and the query that chooses it."""
        return [(one, PERIOD_NAMES[one], self.query(period=one)) for one in PERIODS if one != "custom"]

    def query(self, **changes: object) -> str:
        """The query of an address that shows the same scope, with changes."""
        told: dict[str, object] = {"currency": self.currency, "period": self.period}
        if self.scope.place:
            told["place"] = self.scope.place
        if changes.get("period", self.period) == "custom":
            told |= {"first": self.scope.span.first, "last": self.scope.span.last}
        return urlencode({name: value for name, value in (told | changes).items() if value not in (None, "")})


Page = Callable[..., HttpResponseBase]


def board_page(show: Page) -> View:
    """A page of the board: shown to whom may see it, with what is chosen; empty where nothing was ever sold."""

    @needs("board.see")
    @wraps(show)
    def page(request: HttpRequest, **named: object) -> HttpResponseBase:
        if request.headers.get("HX-Trigger") in ("board-filters", "board-place"):
            # Charts are drawn from figures on a whole page; a changed filter opens that page.
            return HttpResponse(status=204, headers={"HX-Redirect": request.get_full_path()})
        with one_reading():
            chosen = choose(request)
            if chosen is None:
                return render(request, "board/nothing.html")
            response = show(request, chosen, **named)
        if any(name in request.GET for name in _NAMES):
            response.set_cookie(
                COOKIE, chosen.query(), max_age=_COOKIE_SECONDS, samesite="Lax", httponly=True, secure=where().secure
            )
        return response

    return page


def choose(request: HttpRequest) -> Chosen | None:
    """Read what is chosen from the address, else from the cookie; what cannot be understood is as if not chosen."""
    told = _told(request)
    coverages = read_coverage()
    if not coverages:
        return None
    coverage = next((one for one in coverages if one.currency == told.get("currency")), coverages[0])
    shops = tuple(read_shops(coverage.currency))
    place = next((shop for shop in shops if str(shop.id) == told.get("place")), None)
    at = clock.now()
    zone = place.zone if place else _common_zone(shops)
    today = at.astimezone(ZoneInfo(zone)).date()
    asked = _asked_days(told)
    wanted = told.get("period", "quarter")
    period: Period = next((one for one in PERIODS if one == wanted), "quarter")
    if period == "custom" and asked is None:
        period = "quarter"
    span = choose_span(period, coverage.facts, today, asked)
    scope = Scope(coverage.currency, span, _id_of(place))
    before = comparable(span, coverage.facts)
    return Chosen(
        scope, scope.over(before) if before else None, period, coverage,
        tuple(one.currency for one in coverages), shops, zone, at, today,
    )  # fmt: skip


def _told(request: HttpRequest) -> Mapping[str, str]:
    given = {name: request.GET[name][:60] for name in _NAMES if name in request.GET}
    if given:
        if "first" in given and "period" not in given:
            given["period"] = "custom"
        return given
    return dict(parse_qsl(request.COOKIES.get(COOKIE, "")[:400]))


def _asked_days(told: Mapping[str, str]) -> Span | None:
    try:
        first, last = date.fromisoformat(told["first"]), date.fromisoformat(told["last"])
    except (KeyError, ValueError):
        return None
    return Span(first, last) if 2000 <= first.year <= last.year <= 2099 and first <= last else None


def _common_zone(shops: tuple[Shop, ...]) -> str:
    zones = [shop.zone for shop in shops]
    return max(sorted(set(zones)), key=zones.count) if zones else "UTC"


def _id_of(shop: Shop | None) -> UUID | None:
    return shop.id if shop else None
