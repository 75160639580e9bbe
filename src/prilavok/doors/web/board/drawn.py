"""Charts of the board: figures, labels and the source each states."""

from collections.abc import Sequence
from datetime import date, timedelta

from babel.dates import format_date, format_skeleton
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.board.chosen import Chosen
from prilavok.doors.web.board.said import locale
from prilavok.doors.web.parts.charts import Chart, Series
from prilavok.doors.web.parts.workplaces import Text
from prilavok.insights.metrics import sales
from prilavok.insights.metrics.reading import Row
from prilavok.insights.metrics.sales import Step
from prilavok.insights.metrics.spans import Span, monday_of
from prilavok.kit.money import exponent

STEP_NAMES: dict[Step, Text] = {"day": _("Days"), "week": _("Weeks"), "month": _("Months")}
SALES_SOURCE = _("orders that were not cancelled, by the local day of their place")


def step_for(span: Span) -> Step:
    """Days up to five weeks, then weeks, from two years on months."""
    return "day" if span.days <= 35 else "week" if span.days <= 731 else "month"


def steps_of(span: Span, step: Step) -> list[date]:
    """First days of all the steps a span touches, so that empty ones are drawn as nought."""
    if step == "day":
        return [span.first + timedelta(days=n) for n in range(span.days)]
    if step == "week":
        monday = monday_of(span.first)
        return [monday + timedelta(weeks=n) for n in range((span.last - monday).days // 7 + 1)]
    months = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month
    first = span.first.year * 12 + span.first.month - 1
    return [date((first + n) // 12, (first + n) % 12 + 1, 1) for n in range(months + 1)]


def label(day: date, step: Step) -> str:
    """A step as the x axis says it."""
    if step == "month":
        return month_label(day)
    return str(format_skeleton("MMMd", day, locale=locale()))


def month_label(day: date) -> str:
    """A month and its year, short."""
    # Kazakh names the year before the month.
    return str(format_date(day, "y 'ж'. LLL" if locale() == "kk" else "LLL y", locale=locale()))


def sales_chart(chosen: Chosen, step: Step) -> Chart:
    """Sales by step, with those of the days before laid under them step by step."""
    steps = steps_of(chosen.scope.span, step)
    series = [Series(gettext("These days"), _filled(steps, sales.read_series(chosen.scope, step)))]
    if chosen.before:
        earlier = steps_of(chosen.before.span, step)
        values = _filled(earlier, sales.read_series(chosen.before, step))
        series.append(Series(gettext("Days before"), (values + [None] * len(steps))[: len(steps)], faint=True))
    return Chart(
        "sales-chart", "line", {"day": gettext("Sales by day"), "week": gettext("Sales by week"),
                                "month": gettext("Sales by month")}[step],
        [label(day, step) for day in steps], series, SALES_SOURCE, chosen.at, unit="money", currency=chosen.currency,
        decimals=exponent(chosen.currency), zone=chosen.zone, axis=STEP_NAMES[step],
    )  # fmt: skip


def _filled(steps: Sequence[date], rows: Sequence[Row]) -> list[int | None]:
    known = {row["step"]: int(row["amount"]) for row in rows}
    return [known.get(step, 0) for step in steps]


def months_chart(
    chosen: Chosen, id: str, title: str, rows: Sequence[Row], names: Sequence[tuple[str, str]], source: Text
) -> Chart:
    """Bars by month of the named columns; months without rows are left out at both ends and noughts between."""
    months = [row["month"] for row in rows]
    steps = steps_of(Span(min(months), max(months)), "month") if months else []
    known = {row["month"]: row for row in rows}
    series = [
        Series(name, [int(known[step][column]) if step in known else 0 for step in steps]) for column, name in names
    ]
    return Chart(
        id, "bar", title, [month_label(step) for step in steps], series, source, chosen.at, zone=chosen.zone,
        axis=STEP_NAMES["month"],
    )  # fmt: skip
