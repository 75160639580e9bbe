"""Customers: who is active, who comes back and how soon, segments by RFM, and retention by month of first purchase."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from prilavok.doors.web.board import said
from prilavok.doors.web.board.chosen import Chosen, board_page
from prilavok.doors.web.board.drawn import month_label
from prilavok.doors.web.board.said import Bar
from prilavok.doors.web.parts.charts import Chart, Series
from prilavok.doors.web.parts.workplaces import Text
from prilavok.insights.metrics import buyers, cohorts, rfm
from prilavok.insights.metrics.cohorts import Cohort
from prilavok.insights.metrics.reading import Row
from prilavok.kit.money import round_half_away

_TILES = ("active_customers", "repeat_share", "orders_per_customer", "known_share")
_COHORTS_SHOWN = 13


@board_page
def customers(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """All of it on one page, each part with its definition and its lists."""
    grid = rfm.read_grid(chosen.scope)
    second = buyers.read_second_orders(chosen.scope)
    found = cohorts.read_cohorts(chosen.scope)
    told = {
        "chosen": chosen, "tiles": said.tiles(chosen, _TILES), "second": _second_chart(chosen, second),
        "second_words": _second_words(second), "segments": _segments(chosen, grid), "grid": _grid(grid),
        "cohorts": [_cohort(chosen, one) for one in found[-_COHORTS_SHOWN:]],
        "later": range(1, min(_COHORTS_SHOWN, max((len(one.kept) for one in found), default=1))),
        "first_cohort": found[0].month if found else None,
        "window_first": rfm.window(chosen.scope).span.first,
    }  # fmt: skip
    return render(request, "board/customers.html", told)


def _second_chart(chosen: Chosen, rows: list[Row]) -> Chart:
    counts, none_yet = buyers.bars(rows)
    starts = (0, *(end + 1 for end in buyers.STEPS[:-1]))
    names = [
        gettext("same day") if end == 0 else gettext("%(from)s–%(to)s days") % {"from": start, "to": end}
        for start, end in zip(starts, buyers.STEPS, strict=True)
    ]
    names += [gettext("over %(days)s") % {"days": buyers.STEPS[-1]}, gettext("not yet")]
    return Chart(
        "second-chart", "bar", gettext("How soon new customers came back"), names,
        [Series(gettext("New customers"), [*counts, none_yet])],
        gettext("first and second orders of customers whose first order lies in these days"), chosen.at,
        zone=chosen.zone, axis=gettext("Until the second order"),
    )  # fmt: skip


def _second_words(rows: list[Row]) -> str:
    new = sum(row["customers"] for row in rows)
    median = buyers.median_days(rows)
    if not new:
        return gettext("No customer ordered for the first time in these days.")
    told = ngettext("%(count)s new customer.", "%(count)s new customers.", new) % {"count": said.count(new)}
    if median is None:
        return told + " " + gettext("None of them has come back yet.")
    back = ngettext(
        "Half of those who came back did so within %(days)s day.",
        "Half of those who came back did so within %(days)s days.", median,
    ) % {"days": median}  # fmt: skip
    return f"{told} {back}"


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """One segment as the table shows it."""

    name: Text
    meaning: Text
    customers: int
    share: str
    amount: str
    amount_share: str
    bar: Bar
    address: str


def _segments(chosen: Chosen, grid: list[Row]) -> list[SegmentLine]:
    found = rfm.by_segment(grid)
    people, money = sum(cell.customers for _s, cell in found), sum(cell.amount for _s, cell in found)
    bars = said.bars(cell.amount for _segment, cell in found)
    return [
        SegmentLine(
            segment.name, segment.meaning, cell.customers, _share(cell.customers, people),
            said.money(cell.amount, chosen.currency),
            _share(cell.amount, money), bar,
            f"{reverse('board:rows', args=['segment'])}?{chosen.query(segment=segment.code)}",
        )
        for (segment, cell), bar in zip(found, bars, strict=True)
    ]  # fmt: skip


def _share(part: int, whole: int) -> str:
    return said.percent(round_half_away(part * 10_000, whole)) if whole else said.NOTHING


@dataclass(frozen=True, slots=True)
class GridCell:
    """Customers of one pair of scores; heat in basis points of the fullest cell."""

    customers: int
    heat: int
    segment: Text


def _grid(grid: list[Row]) -> list[tuple[int, list[GridCell]]]:
    """Rows by frequency, the most frequent first; columns by recency, the latest last."""
    cells = rfm.by_scores(grid)
    most = max((cell.customers for cell in cells.values()), default=0) or 1
    return [
        (
            frequency,
            [
                GridCell(
                    cells[recency, frequency].customers, cells[recency, frequency].customers * 10_000 // most,
                    rfm.segment_of(recency, frequency).name,
                )
                for recency in range(1, 6)
            ],
        )
        for frequency in range(5, 0, -1)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CohortCell:
    """Those of a cohort who bought in one later month. share: basis points; open: the month is not over yet."""

    customers: int
    share: int
    written: str
    open: bool
    address: str


@dataclass(frozen=True, slots=True)
class CohortLine:
    """One cohort: its month, its size, and its cells from the month after the first."""

    title: str
    size: int
    address: str
    cells: list[CohortCell]


def _cohort(chosen: Chosen, cohort: Cohort) -> CohortLine:
    months = [_month_after(cohort.month, later) for later in range(len(cohort.kept))]
    cells = [
        CohortCell(
            kept, round_half_away(kept * 10_000, cohort.size), str(round_half_away(kept * 100, cohort.size)),
            _month_after(month, 1) > chosen.scope.span.last,
            _cohort_address(chosen, cohort.month, month) if kept else "",
        )
        for kept, month in zip(cohort.kept, months, strict=True)
    ][1:_COHORTS_SHOWN]  # fmt: skip
    address = _cohort_address(chosen, cohort.month, cohort.month)
    return CohortLine(month_label(cohort.month), cohort.size, address, cells)


def _month_after(month: date, later: int) -> date:
    count = month.year * 12 + month.month - 1 + later
    return date(count // 12, count % 12 + 1, 1)


def _cohort_address(chosen: Chosen, cohort: date, month: date) -> str:
    query = chosen.query(cohort=cohort.isoformat(), month=month.isoformat())
    return f"{reverse('board:rows', args=['cohort'])}?{query}"
