"""Customers who buy: how many were active, came back, came for the first time, stayed away."""

from django.utils.translation import gettext_lazy as _

from prilavok.insights.metrics.indicator import MARKETER, OWNER, Indicator
from prilavok.insights.metrics.reading import Row, Scope, ask
from prilavok.insights.metrics.spans import Span

# A customer is the set of leaves they own now; orders of leaves nobody owns have no customer.
TOTALS_SQL = """
WITH bought AS (
    SELECT l.customer, count(*) AS orders, sum(o.amount) AS amount
    FROM (SELECT leaf, amount FROM counted_order WHERE {within}) AS o
    LEFT JOIN leaf_customer AS l ON l.leaf = o.leaf
    GROUP BY l.customer
)
SELECT count(*) FILTER (WHERE customer IS NOT NULL) AS customers,
       count(*) FILTER (WHERE customer IS NOT NULL AND orders >= 2) AS repeaters,
       coalesce(sum(orders) FILTER (WHERE customer IS NOT NULL), 0)::bigint AS orders_known,
       coalesce(sum(orders), 0)::bigint AS orders_all,
       coalesce(sum(amount) FILTER (WHERE customer IS NOT NULL), 0)::bigint AS amount_known,
       coalesce(sum(amount), 0)::bigint AS amount_all
FROM bought
"""

# First and second orders of customers, by instant, equal instants by id. Each leaf gives its first two by the index;
# of what the leaves of a customer give, the first two are the customer's. Days between are local days.
SECOND_ORDER_SQL = """
WITH early AS (
    SELECT l.customer, o.local_day, row_number() OVER (PARTITION BY l.customer ORDER BY o.placed_at, o.id) AS nth
    FROM leaf_customer AS l
    CROSS JOIN LATERAL (
        SELECT id, placed_at, local_day FROM counted_order
        WHERE leaf = l.leaf AND {until}
        ORDER BY placed_at, id LIMIT 2
    ) AS o
), pairs AS (
    SELECT customer,
           min(local_day) FILTER (WHERE nth = 1) AS first_day,
           min(local_day) FILTER (WHERE nth = 2) AS second_day
    FROM early WHERE nth <= 2 GROUP BY customer
)
SELECT second_day - first_day AS days, count(*) AS customers
FROM pairs WHERE first_day >= %(first)s
GROUP BY 1
ORDER BY 1
"""

LAPSED_SQL = """
SELECT count(*) AS customers, coalesce(sum(amount), 0)::bigint AS amount FROM (
    SELECT l.customer, sum(o.amount) AS amount
    FROM (SELECT leaf, amount, local_day FROM counted_order WHERE {within}) AS o
    JOIN leaf_customer AS l ON l.leaf = o.leaf
    GROUP BY l.customer
    HAVING max(o.local_day) < %(turn)s
) AS away
"""

# Upper ends, in days, of the bars of "time to the second order"; the last bar has none.
STEPS = (0, 7, 14, 30, 60, 90)

_SOURCE = _("Orders that were not cancelled and whose leaf has a customer now.")


def read_totals(scope: Scope) -> Row:
    """Customers of the scope in one row, and how much of orders and sales belongs to a known customer."""
    return ask(TOTALS_SQL, scope)[0]


def read_second_orders(scope: Scope) -> list[Row]:
    """Of customers whose first order is in the span: days until the second (None: none yet) and how many."""
    return ask(SECOND_ORDER_SQL, scope)


def read_lapsed(scope: Scope, before: Scope) -> Row:
    """How many customers bought in the scope before and not in the scope, and what they brought then; one row."""
    both = scope.over(Span(before.span.first, scope.span.last))
    return ask(LAPSED_SQL, both, turn=scope.span.first)[0]


def median_days(rows: list[Row]) -> int | None:
    """The smallest number of days by which half of those who came back had come back; None where nobody did."""
    back = [(row["days"], row["customers"]) for row in rows if row["days"] is not None]
    half, seen = sum(count for _days, count in back), 0
    for days, count in sorted(back):
        seen += count
        if seen * 2 >= half:
            return int(days)
    return None


def bars(rows: list[Row]) -> tuple[list[int], int]:
    """Customers by the bars of STEPS and one beyond; and those who have no second order yet."""
    counts, none_yet = [0] * (len(STEPS) + 1), 0
    for row in rows:
        if row["days"] is None:
            none_yet += row["customers"]
        else:
            counts[sum(row["days"] > end for end in STEPS)] += row["customers"]
    return counts, none_yet


INDICATORS = (
    Indicator(
        "active_customers",
        _("Active customers"),
        _("How many different customers placed an order."),
        _("Number of customers with at least one order."),
        "count",
        _SOURCE,
        TOTALS_SQL,
        OWNER,
        "customers",
        rows="customers",
    ),
    Indicator(
        "repeat_share",
        _("Repeat purchase"),
        _("Which part of the active customers ordered more than once."),
        _("Customers with two orders or more ÷ active customers, both within the days shown."),
        "share",
        _SOURCE,
        TOTALS_SQL,
        OWNER,
        "repeaters",
        "customers",
        rows="repeaters",
    ),
    Indicator(
        "orders_per_customer",
        _("Orders per customer"),
        _("How often an active customer came on average."),
        _("Orders of known customers ÷ active customers."),
        "count",
        _SOURCE,
        TOTALS_SQL,
        MARKETER,
        "orders_known",
        "customers",
        rows="customers",
    ),
    Indicator(
        "known_share",
        _("Sales to known customers"),
        _("Which part of the sales belongs to a customer we know; indicators of customers speak of this part alone."),
        _("Sales to known customers ÷ sales."),
        "share",
        _("Orders that were not cancelled."),
        TOTALS_SQL,
        OWNER,
        "amount_known",
        "amount_all",
        rows="customers",
    ),
    Indicator(
        "second_order",
        _("Time to the second order"),
        _(
            "How long it takes a new customer to come back: of customers whose first order is within the days shown,"
            " local days from the first to the second order. The median is over those who came back;"
            " those who did not yet are counted beside it."
        ),
        _("Second order's day − first order's day, by customer."),
        "table",
        _SOURCE,
        SECOND_ORDER_SQL,
        MARKETER,
        good=False,
        rows="newcomers",
    ),
)
