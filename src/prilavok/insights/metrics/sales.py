"""Sales and baskets: what was received, for how many orders, how large a basket is, and how much was let off."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from prilavok.insights.metrics.indicator import MANAGER, MARKETER, OWNER, Indicator
from prilavok.insights.metrics.reading import Row, Scope, ask
from prilavok.kit.money import round_half_away

Step = Literal["day", "week", "month"]

TOTALS_SQL = """
SELECT count(*) AS orders,
       coalesce(sum(amount), 0)::bigint AS amount,
       coalesce(sum(list_amount), 0)::bigint AS list_amount,
       coalesce(sum(discount_amount), 0)::bigint AS discount_amount,
       coalesce(sum(coupon_amount), 0)::bigint AS coupon_amount,
       coalesce(sum(paid_amount), 0)::bigint AS paid_amount,
       coalesce(sum(line_count), 0)::bigint AS lines,
       count(*) FILTER (WHERE coupon_amount > 0) AS orders_with_coupon
FROM counted_order
WHERE {within}
"""

# A week is named by its Monday, a month by its first day.
SERIES_SQL = """
SELECT date_trunc(%(step)s::text, local_day::timestamp)::date AS step,
       count(*) AS orders,
       sum(amount)::bigint AS amount
FROM counted_order
WHERE {within}
GROUP BY 1
ORDER BY 1
"""

BY_PLACE_SQL = """
SELECT o.place, p.code, p.name, o.orders, o.amount, o.amount_before
FROM (
    SELECT place,
           count(*) FILTER (WHERE local_day >= %(turn)s) AS orders,
           coalesce(sum(amount) FILTER (WHERE local_day >= %(turn)s), 0)::bigint AS amount,
           coalesce(sum(amount) FILTER (WHERE local_day < %(turn)s), 0)::bigint AS amount_before
    FROM counted_order
    WHERE {within}
    GROUP BY place
) AS o
LEFT JOIN named_place AS p ON p.place = o.place
ORDER BY o.amount DESC, p.code
"""

# Lines are summed by variant first: only then is the catalogue asked, once for each variant sold.
BY_CATEGORY_SQL = """
WITH chosen AS (
    SELECT id, local_day >= %(turn)s AS fresh FROM counted_order WHERE {within}
), sold AS (
    SELECT l.variant,
           coalesce(sum(l.amount) FILTER (WHERE chosen.fresh), 0)::bigint AS amount,
           coalesce(sum(l.amount) FILTER (WHERE NOT chosen.fresh), 0)::bigint AS amount_before
    FROM chosen JOIN counted_line AS l ON l.order_id = chosen.id
    GROUP BY l.variant
), placed AS (
    SELECT CASE WHEN v.category_path = %(under)s::text THEN v.category_path
                WHEN %(under)s::text = '' THEN split_part(v.category_path, '/', 1)
                ELSE %(under)s::text || '/' ||
                     split_part(substr(v.category_path, length(%(under)s::text) + 2), '/', 1)
           END AS path,
           sum(sold.amount)::bigint AS amount,
           sum(sold.amount_before)::bigint AS amount_before,
           count(*) FILTER (WHERE sold.amount <> 0) AS variants
    FROM sold JOIN fact_variant AS v ON v.variant = sold.variant
    WHERE %(under)s::text = '' OR v.category_path = %(under)s::text
          OR starts_with(v.category_path, %(under)s::text || '/')
    GROUP BY 1
)
SELECT placed.path, c.name, placed.amount, placed.amount_before, placed.variants,
       EXISTS (SELECT 1 FROM named_category AS child WHERE child.parent = c.category) AS deeper
FROM placed LEFT JOIN named_category AS c ON c.path = placed.path
ORDER BY placed.amount DESC, placed.path
"""

_SOURCE = _("Orders that were not cancelled, by the local day of their place.")


def read_totals(scope: Scope) -> Row:
    """Sums of all orders in the scope, one row."""
    return ask(TOTALS_SQL, scope)[0]


def read_series(scope: Scope, step: Step) -> list[Row]:
    """Orders and amount by day, week (its Monday) or month (its first day); steps without orders are left out."""
    return ask(SERIES_SQL, scope, step=step)


def read_places(scope: Scope, before: Scope | None) -> list[Row]:
    """Amounts by place, with those of the scope before beside them (0 where there is none to compare with)."""
    return ask(BY_PLACE_SQL, _both(scope, before), turn=scope.span.first)


def read_categories(scope: Scope, before: Scope | None, under: str = "") -> list[Row]:
    """Amounts by the categories next under a path ("" is the root), with those of the scope before.

    Goods that lie right under the path, or without a category (path None), stay together in one row.
    """
    return ask(BY_CATEGORY_SQL, _both(scope, before), turn=scope.span.first, under=under)


def _both(scope: Scope, before: Scope | None) -> Scope:
    if before is None:
        return scope
    return scope.over(type(scope.span)(before.span.first, scope.span.last))


@dataclass(frozen=True, slots=True)
class Why:
    """A change of sales taken apart, in minor units; the two parts add up to it exactly.

    by_baskets: what more or fewer orders would have brought at the average basket of before.
    by_basket_size: the rest, from larger or smaller baskets.
    """

    change: int
    by_baskets: int
    by_basket_size: int


def explain(now: Row, before: Row) -> Why:
    """Take the change of sales between two totals apart. All of it is of baskets where there were none before."""
    change = now["amount"] - before["amount"]
    if not before["orders"]:
        return Why(change, change, 0)
    by_baskets = round_half_away((now["orders"] - before["orders"]) * before["amount"], before["orders"])
    return Why(change, by_baskets, change - by_baskets)


INDICATORS = (
    Indicator(
        "sales",
        _("Sales"),
        _(
            "What the business receives for its orders: list prices less its own discounts."
            " Of it, makers' coupons pay a part; taxes are not taken out."
        ),
        _("Sum of the orders' amounts."),
        "money",
        _SOURCE,
        TOTALS_SQL,
        OWNER,
        "amount",
        rows="orders",
    ),
    Indicator(
        "orders",
        _("Orders"),
        _("How many orders were placed and not cancelled; a basket paid at a till is one order."),
        _("Number of orders."),
        "count",
        _SOURCE,
        TOTALS_SQL,
        OWNER,
        "orders",
        rows="orders",
    ),
    Indicator(
        "average_basket",
        _("Average basket"),
        _("What one order brings on average."),
        _("Sales ÷ orders."),
        "money",
        _SOURCE,
        TOTALS_SQL,
        OWNER,
        "amount",
        "orders",
        rows="orders",
    ),
    Indicator(
        "lines_per_order",
        _("Lines per order"),
        _("How many lines an average order has, scanned and voided ones included."),
        _("Lines of orders ÷ orders."),
        "count",
        _SOURCE,
        TOTALS_SQL,
        MANAGER,
        "lines",
        "orders",
        rows="orders",
    ),
    Indicator(
        "discount_share",
        _("Discounts"),
        _("Which part of the list prices the business let off by itself."),
        _("Own discounts ÷ sum at list prices. Makers' coupons are not among them."),
        "share",
        _SOURCE,
        TOTALS_SQL,
        MARKETER,
        "discount_amount",
        "list_amount",
        good=False,
        rows="discounted",
    ),
    Indicator(
        "coupon_share",
        _("Paid by coupons"),
        _("Which part of the sales makers pay by their coupons instead of customers."),
        _("Coupon amounts ÷ sales."),
        "share",
        _SOURCE,
        TOTALS_SQL,
        MARKETER,
        "coupon_amount",
        "amount",
        good=None,
        rows="with_coupon",
    ),
    Indicator(
        "coupon_orders",
        _("Orders with a coupon"),
        _("How many of the orders a maker's coupon paid a part of."),
        _("Orders with a coupon amount ÷ orders."),
        "share",
        _SOURCE,
        TOTALS_SQL,
        MARKETER,
        "orders_with_coupon",
        "orders",
        good=None,
        rows="with_coupon",
    ),
)
