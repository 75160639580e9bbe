"""Points: how many were earned and used, and how many customers hold."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from prilavok.insights.metrics.indicator import MARKETER, OWNER, Indicator
from prilavok.insights.metrics.reading import Row, Scope, ask

# A change belongs to the local day and place of its order; one without an order to its day in UTC and to no place.
# What is lent to a till is neither used nor given again: its holder has it still.
# By day, so that one question answers for any days: sums over days are the indicators.
DAYS_SQL = """
SELECT coalesce(o.local_day, (p.occurred_at AT TIME ZONE 'UTC')::date) AS local_day,
       coalesce(sum(p.points) FILTER (WHERE p.points > 0), 0)::bigint AS earned,
       coalesce(-sum(p.points) FILTER (WHERE p.points < 0), 0)::bigint AS used,
       bool_or(p.generated) AS generated
FROM counted_points AS p LEFT JOIN counted_order AS o ON o.id = p.order_id
WHERE p.currency = %(currency)s AND p.cause NOT IN ('lend', 'lend_back'){at_place}
GROUP BY 1
ORDER BY 1
"""

_SOURCE = _("Moves of the ledger on customers' accounts of points, by the local day of their order.")


def read_days(scope: Scope) -> list[Row]:
    """Points earned and used by local day, all days there are."""
    return ask(DAYS_SQL, scope)


def read_totals(scope: Scope) -> Row:
    """Points earned and used in the span, and held at the end of its last day, in one row."""
    until = [row for row in read_days(scope) if row["local_day"] <= scope.span.last]
    within = [row for row in until if row["local_day"] >= scope.span.first]
    return {
        "earned": sum(row["earned"] for row in within), "used": sum(row["used"] for row in within),
        "outstanding": sum(row["earned"] - row["used"] for row in until),
        "generated": any(row["generated"] for row in until),
    }  # fmt: skip


def read_months(scope: Scope) -> list[Row]:
    """Points earned and used by local month, everything up to the span's last day."""
    months: dict[date, Row] = {}
    for row in read_days(scope):
        if row["local_day"] <= scope.span.last:
            month = row["local_day"].replace(day=1)
            sums = months.setdefault(month, {"month": month, "earned": 0, "used": 0})
            sums["earned"] += row["earned"]
            sums["used"] += row["used"]
    return [months[month] for month in sorted(months)]


INDICATORS = (
    Indicator(
        "points_earned",
        _("Points earned"),
        _("How many points customers got for their orders."),
        _("Sum of points given."),
        "points",
        _SOURCE,
        DAYS_SQL,
        MARKETER,
        "earned",
        good=None,
        rows="points",
    ),
    Indicator(
        "points_used",
        _("Points used"),
        _("How many points customers spent, lost or gave back."),
        _("Sum of points taken off customers' accounts."),
        "points",
        _SOURCE,
        DAYS_SQL,
        MARKETER,
        "used",
        good=None,
        rows="points",
    ),
    Indicator(
        "points_outstanding",
        _("Points held"),
        _("How many points customers hold at the end of the last day shown: what the business may still owe."),
        _("All points given − all points taken off, up to that day."),
        "points",
        _SOURCE,
        DAYS_SQL,
        OWNER,
        "outstanding",
        good=None,
        rows="points",
        follows=("place", "last day"),
    ),
)
