"""The customer page, the same in every workplace: who, why one person, what happened, what was bought."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import standing_check
from prilavok.domains.orders.types import OrderFilter
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.doors.web.customer_document import document_of
from prilavok.doors.web.customer_moments import days_of
from prilavok.doors.web.customer_why import told_why
from prilavok.doors.web.parts.clocks import zone_for
from prilavok.doors.web.parts.lists import Choice, Column, Empty, Listing, show_list
from prilavok.doors.web.parts.names import NAMES
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.rights import needs, scope_of, staff_of
from prilavok.doors.web.parts.swapped import page_or_part
from prilavok.flows.note_looks import note_looks, note_part
from prilavok.insights.customer_life import KINDS, list_happenings
from prilavok.insights.customer_page import CustomerPage, read_customer_page, read_standing
from prilavok.insights.lists.orders import list_order_rows
from prilavok.kit import clock
from prilavok.kit.words import say

_TITLES = {
    "orders": _("Orders"),
    "shop": _("In the shop"),
    "bookings": _("Bookings"),
    "talk": _("Conversations"),
    "points": _("Points"),
    "offers": _("Mailings and coupons"),
    "identity": _("Who it is"),
}
_ORDER_COLUMNS = (
    Column(_("Number")),
    Column(_("Time"), "time", "time"),
    Column(_("Place")),
    Column(_("Lines"), "number"),
    Column(_("Amount"), "number"),
    Column(_("State"), "mark"),
)
_NOTHING_YET = Empty(
    _("Nothing happened yet"), _("Visits, purchases, messages and calls will stand here in order."), "clock"
)
_NOTHING_OF_KIND = Empty(_("Nothing of this kind"), _("Choose another kind, or everything."), "clock")
_NOTHING_SO_FAR = Empty(_("Nothing so far"), _("Nothing like this is among the latest: look earlier."), "clock")
_KINDS = tuple(Choice(kind, _TITLES[kind]) for kind in KINDS)
_CHANNELS = tuple(Choice(code, name) for code, name in NAMES["timeline_channel"].items())
MOST_BESIDE = 12  # identifiers, and pieces of evidence


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of the life is shown, drawn once and kept. kind, channel: what is chosen, "" where all is."""

    language: str
    kind: str
    channel: str

    @property
    def kinds(self) -> Sequence[Choice]:
        """What one may look at alone."""
        return _KINDS

    @property
    def channels(self) -> Sequence[Choice]:
        """By what something may have come."""
        return _CHANNELS


@dataclass(frozen=True, slots=True)
class May:
    """Which acts on a person's data the one who looks may do, drawn once and kept."""

    language: str
    audit: bool
    offer: bool
    export: bool
    erase: bool


@dataclass(frozen=True, slots=True)
class Later:
    """What is asked for once the page stands, drawn once and kept. currency: theirs, "" where they bought nothing."""

    language: str
    currency: str
    sees_segments: bool


@needs("customers.see")
def page(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """The page, or the part of it that htmx asks for. Whoever looks is written down once the page is read."""
    actor = staff_of(request)
    checked = standing_check(customer, actor.id, clock.now())
    found = read_customer_page(customer, actor=actor, at=clock.now(), checked=checked)
    if request.GET.get("tab") == "orders" and scope_of(request, "orders.see"):
        response = _orders(request, found)
    else:
        response = _timeline(request, found)
    if request.GET.get("after"):
        note_part(customer, "customer.page", actor=actor, at=clock.now())
    else:
        note_looks([customer], "customer.page", actor=actor, at=clock.now())
    return response


def _timeline(request: HttpRequest, found: CustomerPage) -> HttpResponse:
    filters = ("kind", "channel", "place")
    chosen = asked(request, f"timeline:{found.customer.id}", filters=filters, sorts=(), sort="-time")
    places: dict[UUID, PlaceName] = {}

    def name(mentioned: Sequence[UUID]) -> dict[UUID, PlaceName]:
        places.update(name_places({*mentioned, *found.places}))
        return places

    happenings = list_happenings(
        found.leaves,
        name,
        actor=staff_of(request),
        kind=chosen["kind"],
        channel=chosen["channel"],
        place=chosen.one("place"),
        after=chosen.after,
    )
    narrowed, rest = any(chosen[name] for name in filters), _rest(request)
    shown = {
        **_about(request, found),
        "tab": "timeline",
        "place": chosen["place"],
        "narrowing": Narrowing(get_language() or "ru", chosen["kind"], chosen["channel"]),
        "every": f"?{rest}",
        "rest": rest and f"{rest}&",
        "live": f"customer:{found.customer.id}" + "".join([f" leaf:{leaf}" for leaf in found.leaves]),
        "places": [
            Choice(str(one.id), f"{one.code} · {say(one.name, get_language() or 'ru')}")
            for one in (places[place] for place in found.places if place in places)
        ],
        "next": chosen.cursor(happenings),
        "days": days_of(happenings.rows, zone_for(request, staff_of(request))),
        "list": Listing(_("Timeline"), (), happenings.rows, "", _empty(narrowed, more=happenings.after is not None)),
    }
    parts = {"timeline-more": "customer/more.html", "life": "customer/timeline.html"}
    return page_or_part(request, "customer/page.html", shown, parts)


def _rest(request: HttpRequest) -> str:
    """What else the address asks for beside the kind and the page: it stays when another kind is chosen."""
    if not request.GET:
        return ""
    query = request.GET.copy()
    for name in ("kind", "after"):
        query.pop(name, None)
    return query.urlencode()


def _empty(narrowed: bool, *, more: bool) -> Empty:
    if more:
        return _NOTHING_SO_FAR
    return _NOTHING_OF_KIND if narrowed else _NOTHING_YET


def _orders(request: HttpRequest, found: CustomerPage) -> HttpResponse:
    chosen = asked(request, f"customer-orders:{found.customer.id}", filters=(), sorts=("time", "-time"), sort="-time")
    rows = list_order_rows(
        name_places(), OrderFilter(leaves=found.leaves), actor=staff_of(request), sort=chosen.sort, after=chosen.after
    )
    listing = Listing(
        title=_("Orders"),
        columns=_ORDER_COLUMNS,
        rows=rows.rows,
        row="customer/order_row.html",
        sort=chosen.sort,
        next=chosen.cursor(rows),
        id="life",
        hidden={"tab": "orders"},
        empty=Empty(_("No orders yet"), _("What this person buys, anywhere, will stand here."), "orders"),
    )
    return show_list(request, "customer/page.html", listing, tab="orders", **_about(request, found))


def _about(request: HttpRequest, found: CustomerPage) -> dict[str, object]:
    """What stands beside the life: of a long list the beginning, all of it where that is asked for."""
    most = None if request.GET.get("all") else MOST_BESIDE
    why = told_why(found.why, found.customer.id, most)
    return {
        "about": found,
        "why": why,
        "more_reasons": len(found.why.ties) - len(why.reasons),
        "identifiers": found.identifiers[:most],
        "more_identifiers": len(found.identifiers) - len(found.identifiers[:most]),
        "later": _later(request, found),
        "may": _may(request),
        **document_of(request, found),
    }


def _later(request: HttpRequest, found: CustomerPage) -> Later:
    sees = scope_of(request, "segments.see") is not None and scope_of(request, "customers.see") == "company"
    return Later(get_language() or "ru", found.figures[0].currency if found.figures else "", sees)


def _may(request: HttpRequest) -> May:
    verbs = ("customers.audit", "offers.send", "customers.export", "customers.erase")
    return May(get_language() or "ru", *(scope_of(request, verb) is not None for verb in verbs))


@needs("customers.see")
def segment(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """Recency, frequency and amount among all: asked for once the page stands, since it reads a year of orders."""
    currency = request.GET.get("currency", "")[:3]
    sees = scope_of(request, "orders.see") == "company" and scope_of(request, "orders.see_sums")
    standing = read_standing(customer, currency) if sees and currency else None
    return render(request, "customer/segment.html", {"standing": standing, "currency": currency})
