"""Promises of when goods are ready: how many were kept, and of the late ones of how many the customer heard in time."""

from django.utils.translation import gettext_lazy as _

from prilavok.insights.metrics.indicator import MANAGER, Indicator
from prilavok.insights.metrics.reading import Row, Scope, ask

# By the day of the place on which it was promised; what is not over yet is neither kept nor broken.
KEPT_SQL = """
SELECT count(*) FILTER (WHERE outcome = 'kept') AS kept,
       count(*) FILTER (WHERE outcome = 'told') AS told,
       count(*) FILTER (WHERE outcome = 'broken') AS broken,
       count(*) AS over
FROM (
    SELECT f.outcome, f.place, p.currency, (f.ready_by AT TIME ZONE p.zone)::date AS local_day
    FROM fact_promise f JOIN named_place p ON p.place = f.place
    WHERE f.outcome IS NOT NULL
) AS promised
WHERE {within}
"""


def read_kept(scope: Scope) -> Row:
    """How many promises were kept, told to be late in time, and broken, in one row."""
    return ask(KEPT_SQL, scope)[0]


_SOURCE = _(
    "Promises of orders: to lie ready by their slot or the place's minutes of picking, or to be at the door by a day."
)
INDICATORS = (
    Indicator(
        "promises_kept",
        _("Ready as promised"),
        _("How many of the orders lay ready, or were at the door, by the time that was promised."),
        _("Orders ready or brought by the promised time, divided by all whose promise is over."),
        "share",
        _SOURCE,
        KEPT_SQL,
        MANAGER,
        "kept",
        "over",
    ),
    Indicator(
        "promises_broken",
        _("Late without a word"),
        _("How many orders were ready or brought later than promised before their customers heard of it."),
        _("Orders that were late and whose customers were not told before the promised time."),
        "count",
        _SOURCE,
        KEPT_SQL,
        MANAGER,
        "broken",
        good=False,
    ),
)
