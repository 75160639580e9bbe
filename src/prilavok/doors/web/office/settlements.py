"""What legal entities owe each other for returns, and the terms by which goods are taken back."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.catalog.queries import list_shelves
from prilavok.domains.orders.queries import list_claim_terms, list_terms, shelves_at
from prilavok.domains.orders.types.claiming import WANTED
from prilavok.domains.orders.types.returning import GOODS
from prilavok.doors.web.parts.clocks import zone_for
from prilavok.doors.web.parts.lists import Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.pages import asked, csv_file
from prilavok.doors.web.parts.rights import actor_here, needs, staff_of
from prilavok.flows.change_return_terms import change_claim_term, change_term, name_goods
from prilavok.insights.lists.settlements import SettlementRow, list_settlement_rows, sum_settlements
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor
from prilavok.kit.money import Money, exact_text
from prilavok.kit.pages import Mark, Page
from prilavok.kit.words import say

TERMS = "orders.return_terms"
_COLUMNS = (
    Column(_("Time"), "time"),
    Column(_("Order")),
    Column(_("Place")),
    Column(_("For what")),
    Column(_("Owes")),
    Column(_("Is owed")),
    Column(_("Amount"), "number"),
)


@needs("settlements.see")
@require_GET
def settlements(request: HttpRequest) -> HttpResponseBase:
    """Who owes whom how much, added up and row by row."""
    chosen = asked(request, "settlements", filters=("since", "until"), sorts=("-time",), sort="-time")
    zone = zone_for(request, staff_of(request))()
    since, until = _midnight(chosen.day("since"), 0, zone), _midnight(chosen.day("until"), 1, zone)

    def read(after: Mark | None, limit: int = 1000) -> Page[SettlementRow]:
        return list_settlement_rows(since=since, until=until, after=after, limit=limit)

    if chosen.as_file:
        titles = [*(column.title for column in _COLUMNS), _("Currency")]
        return csv_file("settlements", titles, read, _cells)
    page = read(chosen.after, 50)
    listing = Listing(
        title=_("Settlements of firms"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/settlement.html",
        sort=chosen.sort,
        next=chosen.cursor(page),
        count=None,
        filters=(
            Filter("since", _("From"), "day", chosen["since"]),
            Filter("until", _("To"), "day", chosen["until"]),
        ),
        empty=Empty(
            _("Nobody owes anybody"),
            _(
                "When a firm hands over goods that another sold, or goods come back at another firm's store, it stands"
                " here who owes whom."
            ),
            "orders",
        ),
    )
    return show_list(
        request, "office/settlements.html", listing, sums=sum_settlements(since=since, until=until), zone=zone
    )


@needs(TERMS)
@require_GET
def terms(request: HttpRequest) -> HttpResponseBase:
    """By which terms goods are taken back now, and which shelves are special goods."""
    at = clock.now()
    shown = {"terms": list_terms(at), "shelves": shelves_at(at), "goods": GOODS, "categories": list_shelves()}
    shown |= {"answers": list_claim_terms(at), "wanted": WANTED}
    return render(request, "office/return_terms.html", shown)


@needs(TERMS)
@require_POST
def set_term(request: HttpRequest) -> HttpResponseBase:
    """Other terms from now on; what was sold before keeps the old ones."""
    post, days = request.POST, request.POST.get("days", "").strip()
    told = int(days) if days.isascii() and days.isdigit() and len(days) < 6 else None
    if days and told is None:
        told = -1  # refused as no number of days
    return _done(
        request,
        lambda actor, at: change_term(
            post.get("country", "").strip().upper(),
            post.get("goods", ""),
            post.get("quality", ""),
            told,
            basis=post.get("basis", "").replace("\x00", ""),
            actor=actor,
            at=at,
        ),
    )


@needs(TERMS)
@require_POST
def set_answer(request: HttpRequest) -> HttpResponseBase:
    """Claims said from now on are answered in so many days."""
    post, days = request.POST, request.POST.get("days", "").strip()
    told = int(days) if days.isascii() and days.isdigit() and len(days) < 6 else -1
    country, basis = post.get("country", "").strip().upper(), post.get("basis", "").replace("\x00", "")
    return _done(
        request,
        lambda actor, at: change_claim_term(country, post.get("wanted", ""), told, basis=basis, actor=actor, at=at),
    )


@needs(TERMS)
@require_POST
def set_goods(request: HttpRequest) -> HttpResponseBase:
    """A shelf is goods of this kind from now on."""
    category, goods = request.POST.get("category", "").replace("\x00", "").strip(), request.POST.get("goods", "")
    if not any(shelf.path == category for shelf in list_shelves(category)):
        category = ""  # refused as no shelf
    return _done(request, lambda actor, at: name_goods(category, goods, actor=actor, at=at))


def _done(request: HttpRequest, act: Callable[[Actor, datetime], None]) -> HttpResponseBase:
    try:
        act(actor_here(request), clock.now())
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Kept. It holds from now on; what was sold before keeps the old terms."))
    response = HttpResponseRedirect(reverse("office:return_terms"))
    response.status_code = 303
    return response


def _midnight(day: date | None, later: int, zone: str) -> datetime | None:
    return datetime.combine(day + timedelta(days=later), time(), ZoneInfo(zone)) if day else None


def _cells(row: SettlementRow, language: str) -> Sequence[object]:
    one = row.settlement
    return (
        one.made_at,
        one.number,
        row.place.code if row.place else "",
        one.kind,
        say(row.debtor.name, language),
        say(row.creditor.name, language),
        exact_text(Money(one.amount, one.currency)),
        one.currency,
    )
