"""The rows behind a number, page by page, and the same as a CSV file."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prilavok.domains.staff.queries import may
from prilavok.doors.web.board.chosen import Chosen, board_page
from prilavok.doors.web.board.drawn import month_label
from prilavok.doors.web.parts.lists import Column, Empty, Listing, show_list
from prilavok.doors.web.parts.names import name_of
from prilavok.doors.web.parts.pages import asked, csv_file
from prilavok.doors.web.parts.rights import NoRight, staff_of
from prilavok.insights.metrics import rfm
from prilavok.insights.metrics.reading import Row, Scope
from prilavok.insights.metrics.rows import Rows, find_rows, of_cohort, of_lapsed, of_segment, read_rows
from prilavok.kit.errors import NotFound
from prilavok.kit.money import Money, exact_text
from prilavok.kit.pages import Mark, Page
from prilavok.kit.words import say

_FILTERS = ("currency", "period", "place", "first", "last", "segment", "cohort", "month")

COLUMNS: dict[str, tuple[Column, ...]] = {
    "order": (
        Column(_("Order")), Column(_("Placed"), "time"), Column(_("Place")), Column(_("Customer")),
        Column(_("Touchpoint")), Column(_("Lines"), "number"), Column(_("Discount"), "number"),
        Column(_("Coupons"), "number"), Column(_("Amount"), "number"),
    ),
    "customer": (
        Column(_("Customer")), Column(_("Orders"), "number"), Column(_("First order"), "time"),
        Column(_("Last order"), "time"), Column(_("Amount"), "number"),
    ),
    "return": (
        Column(_("Order")), Column(_("Taken back"), "time"), Column(_("Place")), Column(_("Customer")),
        Column(_("Money given back"), "number"), Column(_("Paid for the goods"), "number"),
    ),
    "redemption": (Column(_("Day"), "time"), Column(_("Coupon")), Column(_("Campaign")), Column(_("Customer"))),
    "points": (
        Column(_("When"), "time"), Column(_("Customer")), Column(_("Order")), Column(_("Cause")),
        Column(_("Points"), "number"),
    ),
    "refusal": (
        Column(_("Source")), Column(_("Step")), Column(_("Row of the source"), "number"), Column(_("Reason")),
        Column(_("Amount"), "number"),
    ),
}  # fmt: skip
_EMPTY = Empty(_("Nothing stands behind this number"), _("Choose other days or another place."))


@board_page
def rows(request: HttpRequest, chosen: Chosen, id: str) -> HttpResponseBase:
    """One list. Beside the board's right it needs the right to see its kind of rows."""
    listed = find_rows(id)
    staff = staff_of(request)
    if may(staff, listed.needs, "company") is None:
        raise NoRight(listed.needs)
    scope, marks, words = _narrowed(request, chosen, listed)
    raw = may(staff, "customers.see_raw", "company") is not None
    wanted = asked(request, f"board:{id}", filters=_FILTERS, sorts=(), sort="")
    if wanted.as_file:

        def read(after: Mark | None) -> Page[Row]:
            return read_rows(listed, scope, after=after, limit=1000, marks=marks)

        def cells(row: Row, language: str) -> Sequence[object]:
            return _cells(listed.kind, row, chosen.currency, language, raw)

        return csv_file(f"{id}-{scope.span.first}-{scope.span.last}", _heads(listed.kind), read, cells)
    page = read_rows(listed, scope, after=wanted.after, marks=marks)
    listing = Listing(
        listed.name,
        COLUMNS[listed.kind],
        page.rows,
        f"board/row_{listed.kind}.html",
        _EMPTY,
        next=wanted.cursor(page),
    )
    query = request.GET.copy()
    query.pop("after", None)
    query["format"] = "csv"
    return show_list(
        request,
        "board/rows.html",
        listing,
        chosen=chosen,
        words=words,
        currency=chosen.currency,
        raw=raw,
        file_query=query.urlencode(),
    )


def _narrowed(request: HttpRequest, chosen: Chosen, listed: Rows) -> tuple[Scope, dict[str, object], str]:
    """The scope, marks and explaining words of lists that ask for more than a scope. NotFound where it is not given."""
    if listed.id == "lapsed":
        if chosen.before is None:
            raise _not_given()
        return *of_lapsed(chosen.scope, chosen.before), ""
    if listed.id == "segment":
        segment = rfm.find_segment(request.GET.get("segment", ""))
        if segment is None:
            raise _not_given()
        return *of_segment(chosen.scope, segment), f"{segment.name} — {segment.meaning}"
    if listed.id == "cohort":
        cohort, month = _month(request, "cohort"), _month(request, "month")
        words = gettext("First bought in %(cohort)s, bought in %(month)s") % {
            "cohort": month_label(cohort), "month": month_label(month),
        }  # fmt: skip
        return *of_cohort(chosen.scope, cohort, month), words
    return chosen.scope, {}, ""


def _month(request: HttpRequest, name: str) -> date:
    try:
        month = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        raise _not_given() from None
    if not 2000 <= month.year <= 2099:
        raise _not_given()
    return month.replace(day=1)


def _not_given() -> NotFound:
    return NotFound("indicator.no_rows", _("This list needs to be opened from its number on the board."))


def _heads(kind: str) -> list[object]:
    heads: list[object] = [column.title for column in COLUMNS[kind]]
    return [*heads, gettext("Currency")] if kind in ("order", "return", "customer", "refusal") else heads


def _cells(kind: str, row: Row, currency: str, language: str, raw: bool) -> Sequence[object]:
    """The cells of one line of a file: amounts as exact decimal text, instants with their zone."""

    def money(amount: int) -> str:
        return exact_text(Money(amount, currency))

    if kind == "order":
        place = say(row["place_name"], language) if row["place_name"] else ""
        return (
            row["number"], row["placed_at"], place, row["code"], name_of("touchpoint", row["touchpoint"]),
            row["line_count"], money(row["discount_amount"]), money(row["coupon_amount"]), money(row["amount"]),
            currency,
        )  # fmt: skip
    if kind == "return":
        place = say(row["place_name"], language) if row["place_name"] else ""
        return row["number"], row["taken_at"], place, row["code"], money(row["money"]), money(row["amount"]), currency
    if kind == "customer":
        name = row["name"] if raw and row["name"] else row["code"]
        return name, row["orders"], row.get("first_day"), row["last_day"], money(row["amount"]), currency
    if kind == "redemption":
        campaign = say(row["campaign_name"], language) if row["campaign_name"] else ""
        return row["redeemed_on"], row["coupon_code"], campaign, row["code"]
    if kind == "points":
        return row["occurred_at"], row["code"], row["number"], name_of("cause", row["cause"]), row["points"]
    step, reason = name_of("step", row["step"]), name_of("reason", row["reason"])
    return row["source"], step, row["number"], reason, money(row["amount"]), currency
