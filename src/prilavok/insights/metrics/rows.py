"""The rows behind a number: orders, returns, customers, coupons, points and refusals, page by page in a fixed order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from prilavok.insights.metrics import rfm
from prilavok.insights.metrics.campaigns import USED_IN_CURRENCY
from prilavok.insights.metrics.indicator import Text
from prilavok.insights.metrics.reading import Row, Scope, ask_plainly, written
from prilavok.insights.metrics.returned import RETURNED
from prilavok.insights.metrics.spans import Span
from prilavok.kit.errors import NotFound
from prilavok.kit.pages import LONGEST_PAGE, Mark, Page

_ORDERS = """
SELECT id, number, placed_at, place, leaf, touchpoint, line_count, list_amount, discount_amount, coupon_amount, amount
FROM counted_order
WHERE {within}"""

_ORDERS_NAMED = """
SELECT page.*, p.name AS place_name, p.zone, l.customer, n.code
FROM page
LEFT JOIN named_place AS p ON p.place = page.place
LEFT JOIN leaf_customer AS l ON l.leaf = page.leaf
LEFT JOIN named_customer AS n ON n.customer = l.customer"""

_BUYERS = """
SELECT l.customer, count(*) AS orders, sum(o.amount)::bigint AS amount, min(o.local_day) AS first_day,
       max(o.local_day) AS last_day
FROM (SELECT leaf, amount, local_day FROM counted_order WHERE %s) AS o
JOIN leaf_customer AS l ON l.leaf = o.leaf
GROUP BY l.customer"""

_BUYERS_WITHIN = _BUYERS % "{within}"
_BUYERS_UNTIL = _BUYERS % "{until}"

_COHORT = """
SELECT customer, orders, amount, first_day, last_day FROM (
    SELECT l.customer, min(o.local_day) AS first_day,
           count(*) FILTER (WHERE o.month = %(month)s) AS orders,
           sum(o.amount) FILTER (WHERE o.month = %(month)s)::bigint AS amount,
           max(o.local_day) FILTER (WHERE o.month = %(month)s) AS last_day
    FROM (SELECT leaf, amount, local_day, date_trunc('month', local_day::timestamp)::date AS month
          FROM counted_order WHERE {until}) AS o
    JOIN leaf_customer AS l ON l.leaf = o.leaf
    GROUP BY l.customer
) AS ever
WHERE date_trunc('month', first_day::timestamp)::date = %(cohort)s AND orders > 0"""

_SEGMENT = f"""
SELECT customer, orders, amount, first_day, last_day, recency, frequency, monetary FROM (
    WITH {rfm.CUSTOMERS_SQL.strip()} SELECT * FROM scored
) AS ranked
WHERE recency BETWEEN %(recency_from)s AND %(recency_to)s
  AND frequency BETWEEN %(frequency_from)s AND %(frequency_to)s"""

_BUYERS_NAMED = """
SELECT page.*, n.code, n.name, n.made_up FROM page JOIN named_customer AS n ON n.customer = page.customer"""

_REDEMPTIONS = f"""
SELECT r.id, r.redeemed_on, r.code AS coupon_code, r.campaign, r.leaf, r.order_id
FROM counted_redemption AS r
WHERE r.redeemed_on BETWEEN %(first)s AND %(last)s AND {USED_IN_CURRENCY}"""

_REDEMPTIONS_NAMED = """
SELECT page.*, c.name AS campaign_name, l.customer, n.code
FROM page
LEFT JOIN named_campaign AS c ON c.campaign = page.campaign
LEFT JOIN leaf_customer AS l ON l.leaf = page.leaf
LEFT JOIN named_customer AS n ON n.customer = l.customer"""

_POINTS = """
SELECT p.id, p.occurred_at, p.points, p.cause, p.leaf, p.order_id, o.number, o.place
FROM counted_points AS p LEFT JOIN counted_order AS o ON o.id = p.order_id
WHERE p.currency = %(currency)s AND p.cause NOT IN ('lend', 'lend_back')
  AND coalesce(o.local_day, (p.occurred_at AT TIME ZONE 'UTC')::date) BETWEEN %(first)s AND %(last)s{at_place}"""

_POINTS_NAMED = """
SELECT page.*, p.zone, l.customer, n.code
FROM page
LEFT JOIN named_place AS p ON p.place = page.place
LEFT JOIN leaf_customer AS l ON l.leaf = page.leaf
LEFT JOIN named_customer AS n ON n.customer = l.customer"""

_RETURNS = f"""
SELECT id, order_id, number, taken_at, place, leaf, money, amount
FROM {RETURNED} AS r
WHERE {{within}}"""

_REFUSED = """
SELECT id, source, currency, step, number, reason, amount FROM counted_refusal WHERE currency = %(currency)s"""


@dataclass(frozen=True, slots=True)
class Rows:
    """One kind of list behind a number.

    kind: what a row is ("order", "customer", "return", "redemption", "points", "refusal"). keys: columns it is
    ordered by, downwards, the last one unique, with their types. needs: the verb beside the board's that opens it.
    marks: parameters that are asked for beside the scope.
    """

    id: str
    name: Text
    kind: str
    sql: str
    named: str
    keys: tuple[tuple[str, str], ...]
    needs: str
    marks: tuple[str, ...] = ()


_BY_TIME = (("placed_at", "timestamptz"), ("id", "uuid"))
_BY_AMOUNT = (("amount", "bigint"), ("customer", "uuid"))
_PLAIN = "SELECT * FROM page"


def _orders(id: str, name: Text, condition: str = "") -> Rows:
    return Rows(id, name, "order", _ORDERS + condition, _ORDERS_NAMED, _BY_TIME, "orders.see")


def _buyers(id: str, name: Text, sql: str, marks: tuple[str, ...] = ()) -> Rows:
    return Rows(id, name, "customer", sql, _BUYERS_NAMED, _BY_AMOUNT, "customers.see", marks)


LISTS = (
    _orders("orders", _("Orders")),
    _orders("discounted", _("Orders with a discount"), " AND discount_amount > 0"),
    _orders("with_coupon", _("Orders with a coupon"), " AND coupon_amount > 0"),
    Rows("returns", _("Returns"), "return", _RETURNS, _ORDERS_NAMED, (("taken_at", "timestamptz"), ("id", "uuid")),
         "orders.see"),
    _buyers("customers", _("Active customers"), _BUYERS_WITHIN),
    _buyers("repeaters", _("Customers with two orders or more"), _BUYERS_WITHIN + "\nHAVING count(*) >= 2"),
    _buyers("newcomers", _("New customers"), _BUYERS_UNTIL + "\nHAVING min(o.local_day) >= %(first)s"),
    _buyers("lapsed", _("Bought before, but not in these days"),
            _BUYERS_WITHIN + "\nHAVING max(o.local_day) < %(turn)s", ("turn",)),
    _buyers("segment", _("Customers of a segment"), _SEGMENT,
            ("recency_from", "recency_to", "frequency_from", "frequency_to")),
    _buyers("cohort", _("Customers of a cohort"), _COHORT, ("cohort", "month")),
    Rows("redemptions", _("Coupons used"), "redemption", _REDEMPTIONS, _REDEMPTIONS_NAMED,
         (("redeemed_on", "date"), ("id", "uuid")), "promotions.see"),
    Rows("points", _("Changes of points"), "points", _POINTS, _POINTS_NAMED,
         (("occurred_at", "timestamptz"), ("id", "uuid")), "points.see"),
    Rows("refused", _("Refused rows"), "refusal", _REFUSED, _PLAIN, (("amount", "bigint"), ("id", "uuid")),
         "imports.see"),
)  # fmt: skip

_BY_ID = {listed.id: listed for listed in LISTS}


def find_rows(id: str) -> Rows:
    """The list of that name. NotFound where there is none."""
    if id not in _BY_ID:
        raise NotFound("indicator.no_rows", _("There is no such list: %(id)s"), id=id[:40])
    return _BY_ID[id]


def read_rows(
    rows: Rows, scope: Scope, *, after: Mark | None = None, limit: int = 50, marks: Mapping[str, object] | None = None
) -> Page[Row]:
    """A page of the rows behind a number, the newest or largest first, behind the mark of the page before."""
    limit = max(1, min(limit, LONGEST_PAGE))
    names = ", ".join(name for name, _type in rows.keys)
    typed = ", ".join(f"%(after_{name})s::{type_}" for name, type_ in rows.keys)
    order = ", ".join(f"{name} DESC" for name, _type in rows.keys)
    again = ", ".join(f"page.{name} DESC" for name, _type in rows.keys)
    text = f"""
WITH listed AS ({rows.sql}
), page AS (
    SELECT * FROM listed{f" WHERE ({names}) < ({typed})" if after else ""} ORDER BY {order} LIMIT {limit + 1}
){rows.named}
ORDER BY {again}"""
    keys = {f"after_{name}": value for (name, _type), value in zip(rows.keys, after or (), strict=after is not None)}
    found = ask_plainly(written(text, scope), scope.parameters | dict(marks or {}) | keys)
    more = tuple(str(found[limit - 1][name]) for name, _type in rows.keys) if len(found) > limit else None
    return Page(tuple(found[:limit]), more)


def of_segment(scope: Scope, segment: rfm.Segment) -> tuple[Scope, dict[str, object]]:
    """Scope and marks of the list "segment"."""
    return rfm.window(scope), {
        "recency_from": segment.recency.start, "recency_to": segment.recency.stop - 1,
        "frequency_from": segment.frequency.start, "frequency_to": segment.frequency.stop - 1,
    }  # fmt: skip


def of_lapsed(scope: Scope, before: Scope) -> tuple[Scope, dict[str, object]]:
    """Scope and marks of the list "lapsed": bought in the days before, not since."""
    return scope.over(Span(before.span.first, scope.span.last)), {"turn": scope.span.first}


def of_cohort(scope: Scope, cohort: date, month: date) -> tuple[Scope, dict[str, object]]:
    """Scope and marks of the list "cohort": first bought in one month, buying in another (both first days)."""
    return scope, {"cohort": cohort, "month": month}
