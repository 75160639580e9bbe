"""Recency, frequency, monetary value: fifths of the customers by each, and the segments drawn from them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from prilavok.insights.metrics.indicator import MARKETER, Indicator, Text
from prilavok.insights.metrics.reading import Row, Scope, ask

WINDOW_DAYS = 364

# 52 weeks up to the closing day. Fifths by rank, 5 the best; equal values are ranked by the customer's id, so that
# the same facts give the same scores again; where customers do not divide by five the lower fifths have one more.
CUSTOMERS_SQL = """
bought AS (
    SELECT l.customer, count(*) AS orders, sum(o.amount)::bigint AS amount, min(o.local_day) AS first_day,
           max(o.local_day) AS last_day
    FROM (SELECT leaf, amount, local_day FROM counted_order WHERE {within}) AS o
    JOIN leaf_customer AS l ON l.leaf = o.leaf
    GROUP BY l.customer
), scored AS (
    SELECT customer, orders, amount, first_day, last_day,
           ntile(5) OVER (ORDER BY last_day, customer) AS recency,
           ntile(5) OVER (ORDER BY orders, customer) AS frequency,
           ntile(5) OVER (ORDER BY amount, customer) AS monetary
    FROM bought
)"""

GRID_SQL = f"""
WITH {CUSTOMERS_SQL.strip()}
SELECT recency, frequency, monetary, count(*) AS customers, sum(orders)::bigint AS orders,
       sum(amount)::bigint AS amount
FROM scored
GROUP BY recency, frequency, monetary
ORDER BY recency, frequency, monetary
"""


@dataclass(frozen=True, slots=True)
class Segment:
    """A named part of the grid of recency and frequency; every cell lies in exactly one."""

    code: str
    name: Text
    meaning: Text
    recency: range
    frequency: range

    def holds(self, recency: int, frequency: int) -> bool:
        """Whether a pair of scores lies in it."""
        return recency in self.recency and frequency in self.frequency


SEGMENTS = (
    Segment("champions", _("Champions"), _("bought lately and often"), range(4, 6), range(4, 6)),
    Segment("promising", _("Promising"), _("bought lately, of middling frequency"), range(4, 6), range(2, 4)),
    Segment("new", _("New or rare"), _("bought lately, but seldom"), range(4, 6), range(1, 2)),
    Segment("steady", _("Steady"), _("of middling recency, often or fairly often"), range(3, 4), range(3, 6)),
    Segment("cooling", _("Cooling"), _("of middling recency, seldom"), range(3, 4), range(1, 3)),
    Segment("slipping", _("Slipping away"), _("used to buy often, not lately"), range(1, 3), range(4, 6)),
    Segment("dormant", _("Dormant"), _("not lately, of middling frequency"), range(1, 3), range(2, 4)),
    Segment("lost", _("Lost"), _("not lately and seldom"), range(1, 3), range(1, 2)),
)


def segment_of(recency: int, frequency: int) -> Segment:
    """The one segment of a pair of scores (1 to 5 each)."""
    return next(segment for segment in SEGMENTS if segment.holds(recency, frequency))


def find_segment(code: str) -> Segment | None:
    """The segment of a code."""
    return next((segment for segment in SEGMENTS if segment.code == code), None)


@dataclass(frozen=True, slots=True)
class Cell:
    """Customers of one segment, or of one pair of scores, with their orders and amount over the window."""

    customers: int
    orders: int
    amount: int


def window(scope: Scope) -> Scope:
    """The 52 weeks that end with the scope's last day."""
    return scope.over(scope.span.ending(WINDOW_DAYS))


def read_grid(scope: Scope) -> list[Row]:
    """Customers, orders and amount by the three scores, over the window that ends with the scope's last day."""
    return ask(GRID_SQL, window(scope))


def by_segment(grid: list[Row]) -> list[tuple[Segment, Cell]]:
    """Every segment with its customers, in the order of SEGMENTS; empty ones too."""
    return [
        (segment, _sum([row for row in grid if segment.holds(row["recency"], row["frequency"])]))
        for segment in SEGMENTS
    ]


def by_scores(grid: list[Row]) -> dict[tuple[int, int], Cell]:
    """Customers by recency and frequency; all 25 pairs."""
    return {
        (recency, frequency): _sum([row for row in grid if (row["recency"], row["frequency"]) == (recency, frequency)])
        for recency in range(1, 6)
        for frequency in range(1, 6)
    }


def _sum(rows: list[Row]) -> Cell:
    return Cell(*(sum(row[name] for row in rows) for name in ("customers", "orders", "amount")))


INDICATORS = (
    Indicator(
        "rfm",
        _("Segments by recency, frequency and amount (RFM)"),
        _(
            "Customers ordered by how lately, how often and for how much they bought, each cut into fifths;"
            " a segment is a part of the grid of recency and frequency."
        ),
        _(
            "Over 52 weeks to the last day shown: fifths (5 is best) by last local day, by number of orders, by sum of"
            " amounts; equal values are ranked by the customer's id."
        ),
        "table",
        _("Orders that were not cancelled and whose leaf has a customer now."),
        GRID_SQL,
        MARKETER,
        follows=("place", "last day"),
    ),
)
