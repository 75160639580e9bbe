"""Legal entities settle: the balance of each day, the papers that close it, and the price between them."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.domains.orders.queries import settling_rule
from prilavok.domains.orders.types.settling import BASES
from prilavok.doors.web.parts.clocks import zone_for
from prilavok.doors.web.parts.pages import csv_file
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.flows.close_settlement import change_settling_rule, close_settlement
from prilavok.insights.lists.settlements import PaperRow, read_balances, read_paper_rows
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.ids import new_id
from prilavok.kit.money import Money, exact_text
from prilavok.kit.pages import Mark, Page
from prilavok.kit.words import say

CLOSE = "settlements.close"
_TITLES = (
    _("Time"), _("Order"), _("Place"), _("For what"), _("Owes"), _("Is owed"), _("Product"), _("Quantity"),
    _("Amount"), _("Currency"),
)  # fmt: skip


@needs("settlements.see")
@require_GET
def balances(request: HttpRequest) -> HttpResponseBase:
    """What is open between two legal entities at the end of each day, and the papers that closed what was."""
    at, zone = clock.now(), zone_for(request, staff_of(request))()
    shown = {
        "page": read_balances(zone),
        "rule": (rule := settling_rule(at)),
        "share": rule.share // 100,
        "bases": BASES,
        "may_close": scope_of(request, CLOSE),
        "today": at.astimezone(ZoneInfo(zone)).date(),
        "key": new_id(),
        "zone": zone,
    }
    return render(request, "office/settling.html", shown)


@needs("settlements.see")
@require_GET
def paper(request: HttpRequest, paper: UUID) -> HttpResponseBase:
    """One paper with its lines; as a file for accounting."""
    found, rows = read_paper_rows(paper)
    if request.GET.get("format") == "csv":

        def read(after: Mark | None, limit: int = 1000) -> Page[PaperRow]:
            return Page(rows, None)

        return csv_file(f"settlement-{found.paper.number}", [str(one) for one in _TITLES], read, _cells)
    zone = zone_for(request, staff_of(request))()
    return render(request, "office/settlement_paper.html", {"one": found, "rows": rows, "zone": zone})


@needs(CLOSE)
@require_POST
def close(request: HttpRequest) -> HttpResponseBase:
    """Close what two legal entities owe each other until the end of a day that is over."""
    post, zone = request.POST, zone_for(request, staff_of(request))()
    one, other, currency = (post.get("pair", "").split(" ") + ["", "", ""])[:3]
    try:
        until = datetime.combine(date.fromisoformat(post.get("day", "")) + timedelta(days=1), time(), ZoneInfo(zone))
        pair = UUID(one), UUID(other)
    except (ValueError, OverflowError):
        messages.error(request, gettext("Choose the firms and a day that is over."))
        return HttpResponseRedirect(reverse("office:settling"))
    try:
        made = close_settlement(
            *pair, currency[:3], until=until, key=f"web:{post.get('key', '')[:60]}",
            actor=actor_here(request), at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, refused.say(gettext))
        return HttpResponseRedirect(reverse("office:settling"))
    return HttpResponseRedirect(reverse("office:settlement_paper", args=[made.id]))


@needs(CLOSE)
@require_POST
def rule(request: HttpRequest) -> HttpResponseBase:
    """At which price goods are settled from now on."""
    typed = request.POST.get("share", "").strip()
    share = int(typed) * 100 if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    try:
        change_settling_rule(
            request.POST.get("basis", ""), share, sends=request.POST.get("sends") == "1",
            actor=actor_here(request), at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Kept. It holds for goods handed over from now on."))
    return HttpResponseRedirect(reverse("office:settling"))


def _cells(row: PaperRow, language: str) -> tuple[object, ...]:
    one = row.row.settlement
    return (
        one.made_at,
        one.number,
        row.row.place.code if row.row.place else "",
        one.kind,
        say(row.row.debtor.name, language),
        say(row.row.creditor.name, language),
        row.variant.sku if row.variant else "",
        row.units,
        exact_text(Money(row.amount, one.currency)),
        one.currency,
    )
