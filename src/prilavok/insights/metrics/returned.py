"""Goods that came back: what was paid for them, and what is left of the sales."""

from django.utils.translation import gettext_lazy as _

from prilavok.insights.metrics.indicator import MANAGER, OWNER, Indicator
from prilavok.insights.metrics.reading import Row, Scope, ask

#: a return belongs to the day and the place at which the goods were taken, which need not be those of the sale
RETURNED = """(
    SELECT r.*, (r.taken_at AT TIME ZONE n.zone)::date AS local_day
    FROM counted_return AS r JOIN named_place AS n ON n.place = r.place
    WHERE r.taken_at >= %(first)s::date - 1 AND r.taken_at < %(last)s::date + 2
)"""

TOTALS_SQL = f"""
SELECT sold.amount, back.returns, back.returned, sold.amount - back.returned AS kept
FROM (SELECT coalesce(sum(amount), 0)::bigint AS amount FROM counted_order WHERE {{within}}) AS sold,
     (SELECT count(*) AS returns, coalesce(sum(amount), 0)::bigint AS returned
      FROM {RETURNED} AS r WHERE {{within}}) AS back
"""

_SOURCE = _("Returns by the local day and the place at which the goods were taken back.")


def read_totals(scope: Scope) -> Row:
    """Sums of all returns in the scope beside the sales, one row."""
    return ask(TOTALS_SQL, scope)[0]


INDICATORS = (
    Indicator(
        "returned",
        _("Returned"),
        _("What was paid for goods that came back in these days, whenever they were bought."),
        _("Sum of what was paid for the returned units."),
        "money",
        _SOURCE,
        TOTALS_SQL,
        MANAGER,
        "returned",
        good=False,
        rows="returns",
    ),
    Indicator(
        "returns",
        _("Returns"),
        _("How many times goods were taken back; several goods of one order at once are one return."),
        _("Number of returns."),
        "count",
        _SOURCE,
        TOTALS_SQL,
        MANAGER,
        "returns",
        good=False,
        rows="returns",
    ),
    Indicator(
        "return_share",
        _("Share returned"),
        _("How much came back for what was sold in the same days."),
        _("Returned ÷ sales."),
        "share",
        _SOURCE,
        TOTALS_SQL,
        MANAGER,
        "returned",
        "amount",
        good=False,
        rows="returns",
    ),
    Indicator(
        "sales_kept",
        _("Sales less returns"),
        _("What is left of the sales when what came back in the same days is taken off."),
        _("Sales − returned."),
        "money",
        _SOURCE,
        TOTALS_SQL,
        OWNER,
        "kept",
        rows="returns",
    ),
)
