"""Points: how many were earned and used, and how many customers hold."""

from django.utils.translation import gettext_lazy as _

from prilavok.insights.metrics.indicator import MARKETER, OWNER, Indicator
from prilavok.insights.metrics.reading import Row, Scope, ask

# A change belongs to the local day and place of its order; one without an order to its day in UTC and to no place.
# The two days of margin let the index of instants do most of the work.
_DATED = """
SELECT p.leaf, p.points, p.cause, p.generated, o.place,
       coalesce(o.local_day, (p.occurred_at AT TIME ZONE 'UTC')::date) AS local_day
FROM counted_points AS p LEFT JOIN counted_order AS o ON o.id = p.order_id
WHERE p.currency = %(currency)s AND p.occurred_at < (%(last)s::date + 2)::timestamptz"""

TOTALS_SQL = f"""
WITH dated AS ({_DATED}
)
SELECT coalesce(sum(points) FILTER (WHERE points > 0 AND local_day >= %(first)s), 0)::bigint AS earned,
       coalesce(-sum(points) FILTER (WHERE points < 0 AND local_day >= %(first)s), 0)::bigint AS used,
       coalesce(sum(points), 0)::bigint AS outstanding,
       count(DISTINCT leaf) AS holders,
       coalesce(bool_or(generated), false) AS generated
FROM dated
WHERE local_day <= %(last)s{{at_place}}
"""

MONTHS_SQL = f"""
WITH dated AS ({_DATED}
)
SELECT date_trunc('month', local_day::timestamp)::date AS month,
       coalesce(sum(points) FILTER (WHERE points > 0), 0)::bigint AS earned,
       coalesce(-sum(points) FILTER (WHERE points < 0), 0)::bigint AS used
FROM dated
WHERE local_day <= %(last)s{{at_place}}
GROUP BY 1
ORDER BY 1
"""

_SOURCE = _("Moves of the ledger on customers' accounts of points, by the local day of their order.")


def read_totals(scope: Scope) -> Row:
    """Points earned and used in the span, and held at the end of its last day, in one row."""
    return ask(TOTALS_SQL, scope)[0]


def read_months(scope: Scope) -> list[Row]:
    """Points earned and used by local month, everything up to the span's last day."""
    return ask(MONTHS_SQL, scope)


INDICATORS = (
    Indicator(
        "points_earned", _("Points earned"), _("How many points customers got for their orders."),
        _("Sum of points given."), "points", _SOURCE, TOTALS_SQL, MARKETER, "earned", good=None, rows="points",
    ),
    Indicator(
        "points_used", _("Points used"), _("How many points customers spent, lost or gave back."),
        _("Sum of points taken off customers' accounts."), "points", _SOURCE, TOTALS_SQL, MARKETER, "used", good=None,
        rows="points",
    ),
    Indicator(
        "points_outstanding", _("Points held"),
        _("How many points customers hold at the end of the last day shown: what the business may still owe."),
        _("All points given − all points taken off, up to that day."), "points", _SOURCE, TOTALS_SQL, OWNER,
        "outstanding", good=None, rows="points", follows=("place", "last day"),
    ),
)
