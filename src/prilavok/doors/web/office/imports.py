"""The list of imports, the page of one, and its progress while it goes on."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prilavok.domains.imports.queries import RUN_SORTS, count_refused, list_refused, list_slices, read_run
from prilavok.domains.imports.types import RefusedRowView
from prilavok.doors.web.office.brought import show_brought
from prilavok.doors.web.office.choosing import choice_filter
from prilavok.doors.web.parts.lists import Choice, Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.names import name_of
from prilavok.doors.web.parts.pages import Asked, asked, csv_file
from prilavok.doors.web.parts.rights import needs, scope_of
from prilavok.insights.lists.imports import RunRow, list_run_rows, show_runs
from prilavok.kit import clock
from prilavok.kit.money import Money, exact_text
from prilavok.kit.pages import Mark, Page

_COLUMNS = (
    Column(_("Source")),
    Column(_("State"), "mark"),
    Column(_("Began"), "time", "began"),
    Column(_("Finished"), "time"),
    Column(_("Rows in"), "number"),
    Column(_("Refused"), "number"),
    Column(_("Dates moved by"), "number"),
)
_REFUSED_COLUMNS = (
    Column(_("Step")),
    Column(_("Row"), "number"),
    Column(_("Reason")),
    Column(_("Amount"), "number"),
    Column(_("As it came")),
)
_HEADS = (
    _("Source"),
    _("Origin"),
    _("State"),
    _("Began"),
    _("Finished"),
    _("Rows in"),
    _("Rows refused"),
    _("Amount in"),
    _("Amount refused"),
    _("Currency"),
    _("Weeks"),
)


@needs("imports.see")
def imports(request: HttpRequest) -> HttpResponseBase:
    """Every taking-in of a source, with what of it was refused."""
    chosen = asked(request, "imports", filters=("state",), sorts=RUN_SORTS, sort="-began")

    def read(after: Mark | None, limit: int = 1000) -> Page[RunRow]:
        return list_run_rows(at=chosen.at, state=chosen["state"], sort=chosen.sort, after=after, limit=limit)

    if chosen.as_file:
        return csv_file("imports", _HEADS, read, _cells)
    page = read(chosen.after, 50)
    may_bring = scope_of(request, "imports.load") is not None
    listing = Listing(
        title=_("Imports"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/run.html",
        sort=chosen.sort,
        next=chosen.cursor(page),
        filters=(choice_filter(chosen, "state", _("Every state"), "run"),),
        empty=Empty(
            _("Nothing was loaded yet"),
            _(
                "“prilavok load demo” brings a small made-up shop, “prilavok load journey” a"
                " year of a grocery chain, “prilavok load csv” files of your own."
            ),
            "imports",
            (_("Bring a list from another system"), reverse("office:bring")) if may_bring else None,
        ),
    )
    return show_list(
        request,
        "office/imports.html",
        listing,
        going_on=[row for row in page.rows if row.going_on],
        may_bring=may_bring,
    )


def _cells(row: RunRow, language: str) -> Sequence[object]:
    run = row.run
    return (
        run.source,
        run.origin,
        run.state,
        run.began_at,
        run.finished_at,
        row.rows_in,
        row.rows_refused,
        _exact(row.amount_in, run.currency),
        _exact(row.amount_refused, run.currency),
        run.currency,
        run.shift_weeks,
    )


def _exact(amount: int, currency: str) -> str:
    return exact_text(Money(amount, currency)) if currency else ""  # a source that could not be read told no amount


@needs("imports.see")
def run(request: HttpRequest, run: UUID) -> HttpResponseBase:
    """One import: what came in equals what was loaded and what was refused, step by step."""
    found = show_runs([read_run(run)], clock.now())[0]
    reasons = count_refused(run)
    chosen = asked(request, f"refused:{run}", filters=("reason",), sorts=(), sort="number")

    def read(after: Mark | None, limit: int = 1000) -> Page[RefusedRowView]:
        return list_refused(run, reason=chosen["reason"], after=after, limit=limit)

    if chosen.as_file:
        heads = (_("Step"), _("Row"), _("Reason"), _("Amount"), _("Currency"), _("As it came"))

        def cells(row: RefusedRowView, language: str) -> Sequence[object]:
            return _refused_cells(row, found.run.currency)

        return csv_file("refused", heads, read, cells)
    return show_list(
        request,
        "office/import.html",
        _refused(chosen, read(chosen.after, 50), reasons),
        about=found,
        reasons=reasons,
        slices=list_slices(run, limit=12).rows,
        brought=show_brought(request, found.run) if found.run.origin == "import" else None,
    )


def _refused(chosen: Asked, page: Page[RefusedRowView], reasons: dict[str, tuple[int, int]]) -> Listing:
    choices = [Choice(reason, name_of("reason", reason)) for reason in reasons]
    return Listing(
        title=_("Refused rows"),
        columns=_REFUSED_COLUMNS,
        rows=page.rows,
        row="office/rows/refused.html",
        next=chosen.cursor(page),
        count=sum(rows for rows, _amount in reasons.values()) if reasons else None,
        filters=(Filter("reason", _("Every reason"), "choice", chosen["reason"], choices),) if reasons else (),
        empty=Empty(_("No row was refused"), _("Every row of the source found its place by a written rule."), "check"),
    )


def _refused_cells(row: RefusedRowView, currency: str) -> Sequence[object]:
    came = " ".join(f"{name}={value}" for name, value in row.row.items())
    return (row.step, row.number, row.reason, _exact(row.amount, currency), currency, came)


@needs("imports.see")
def progress(request: HttpRequest, run: UUID) -> HttpResponseBase:
    """The bar alone, asked every two seconds while the import goes on."""
    return render(request, "office/progress.html", {"about": show_runs([read_run(run)], clock.now())[0]})
