"""The customer page, the same in every workplace: who, why one person, what happened, what was bought."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from prilavok.domains.orders.types import OrderFilter
from prilavok.domains.places.queries import name_places
from prilavok.doors.web.parts.lists import Choice, Column, Empty, Listing, show_list
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.rights import needs, scope_of, staff_of
from prilavok.doors.web.parts.tags import money, number
from prilavok.flows.note_looks import note_looks
from prilavok.insights.customer_life import KINDS, Happening, list_happenings
from prilavok.insights.customer_page import CustomerPage, read_customer_page, read_standing
from prilavok.insights.lists.orders import list_order_rows
from prilavok.kit import clock
from prilavok.kit.events.facts import OrderCompleted, PointsEarned
from prilavok.kit.words import say

_TITLES = {
    "orders": _("Orders"),
    "points": _("Points"),
    "offers": _("Mailings and coupons"),
    "identity": _("Who it is"),
}
_ICONS = {
    "order.completed": "receipt",
    "payment.captured": "card",
    "points.earned": "points",
    "campaign.mailed": "message",
    "coupon.redeemed": "percent",
    "customer.recognised": "customers",
    "contact.verified": "phone",
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


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline as `parts/timeline.html` draws it."""

    at: datetime
    zone: str
    icon: str
    title: str
    note: str = ""
    amount: str = ""
    address: str = ""
    mark: str = ""

    @property
    def day(self) -> date:
        """The calendar day where it happened."""
        return self.at.astimezone(ZoneInfo(self.zone)).date()


@needs("customers.see")
def page(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """The page, or the part of it that htmx asks for. Whoever looks is written down once the page is read."""
    actor = staff_of(request)
    found = read_customer_page(customer, actor=actor)
    if request.GET.get("tab") == "orders" and scope_of(request, "orders.see"):
        response = _orders(request, found)
    else:
        response = _timeline(request, found)
    if not request.GET.get("after"):
        note_looks([customer], "customer.page", actor=actor, at=clock.now())
    return response


def _timeline(request: HttpRequest, found: CustomerPage) -> HttpResponse:
    chosen = asked(request, f"timeline:{found.customer.id}", filters=("kind",), sorts=(), sort="-time")
    happenings = list_happenings(
        found.leaves, name_places(), actor=staff_of(request), kind=chosen["kind"], after=chosen.after
    )
    shown = {
        "about": found,
        "tab": "timeline",
        "kind": chosen["kind"],
        "next": chosen.cursor(happenings),
        "kinds": [Choice(kind, _TITLES[kind]) for kind in KINDS],
        "days": _days(_moments(happenings.rows)),
        "currency": found.figures[0].currency if found.figures else "",
        "list": Listing(_("Timeline"), (), happenings.rows, "", _NOTHING_OF_KIND if chosen["kind"] else _NOTHING_YET),
    }
    target = request.headers.get("HX-Target", "")
    template = (
        "customer/more.html"
        if target == "timeline-more"
        else "customer/timeline.html"
        if target == "life"
        else "customer/page.html"
    )
    response = render(request, template, shown)
    response.headers["Vary"] = "HX-Request, HX-Target"
    return response


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
    currency = found.figures[0].currency if found.figures else ""
    return show_list(request, "customer/page.html", listing, about=found, tab="orders", currency=currency)


@needs("customers.see")
def segment(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """Recency, frequency and amount among all: asked for once the page stands, since it reads a year of orders."""
    currency = request.GET.get("currency", "")[:3]
    sees = scope_of(request, "orders.see") == "company" and scope_of(request, "orders.see_sums")
    standing = read_standing(customer, currency) if sees and currency else None
    return render(request, "customer/segment.html", {"standing": standing, "currency": currency})


def _days(moments: Iterable[Moment]) -> list[tuple[date, list[Moment]]]:
    return [(day, list(of_day)) for day, of_day in groupby(moments, key=lambda moment: moment.day)]


def _moments(happenings: Sequence[Happening]) -> list[Moment]:
    """What has no place of its own (a mailing) is told by the clock of the places beside it."""
    beside = next((one.place.zone for one in happenings if one.place), "UTC")
    return [_moment(one, beside) for one in happenings]


def _moment(one: Happening, beside: str) -> Moment:
    event, language = one.event, get_language() or "ru"
    where = f"{one.place.code} · {say(one.place.name, language)}" if one.place else ""
    title, amount, address = _told(one, language)
    return Moment(
        event.occurred_at,
        one.place.zone if one.place else beside,
        _ICONS.get(event.verb, "info"),
        title,
        where,
        amount,
        address,
    )


def _told(one: Happening, language: str) -> tuple[str, str, str]:
    """What happened, how much, and where more is told."""
    facts = one.event.facts
    address = reverse("office:order", args=[one.order.id]) if one.order else ""
    if isinstance(facts, OrderCompleted):
        number_of = one.order.number if one.order else ""
        told = gettext("Bought at the till") if facts.touchpoint == "till" else gettext("Ordered")
        return f"{told}: {number_of}" if number_of else told, money(facts.amount, facts.currency), address
    if isinstance(facts, PointsEarned):
        return gettext("Points earned"), f"+{number(facts.points)}", address
    if one.coupon:
        return gettext("Used the coupon %(code)s") % {"code": one.coupon.code}, "", address
    if one.campaign:
        return gettext("Was sent the mailing “%(name)s”") % {"name": say(one.campaign.name, language)}, "", ""
    return (
        {
            "customer.recognised": gettext("Recognised"),
            "contact.verified": gettext("A contact was proven"),
            "campaign.mailed": gettext("Was sent a mailing"),
            "coupon.redeemed": gettext("Used a coupon"),
            "payment.captured": gettext("Paid"),
        }.get(one.event.verb, one.event.verb),
        "",
        address,
    )
