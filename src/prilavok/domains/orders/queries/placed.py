"""Questions to orders."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from prilavok.domains.orders.rules import number_readings, slipped_numbers
from prilavok.domains.orders.types import (
    CouponOrder,
    LineView,
    OrderFigures,
    OrderFilter,
    OrderView,
)
from prilavok.kit.errors import NotFound
from prilavok.kit.pages import (
    Condition,
    Mark,
    Page,
    Sort,
    among,
    count_some,
    read_page,
    read_rows,
)
from prilavok.kit.search import layouts

_ORDER = """id, number, touchpoint, place_id, leaf_id, currency, line_count, list_amount, discount_amount, amount,
    coupon_amount, paid_amount, commercial, payment, fulfilment, placed_at, local_day, recorded_at, origin, version,
    returned_amount"""
_LINE = """id, position, kind, variant_id, quantity, handed_over, cancelled, returned, list_amount, promotion_amount,
    match_amount, amount, coupon_amount"""
_TIME = (("placed_at", "timestamptz"), ("id", "uuid"))
_AMOUNT = (("amount", "bigint"), ("id", "uuid"))
ORDER_SORTS: Mapping[str, Sort] = {
    "time": Sort(_TIME),
    "-time": Sort(_TIME, descending=True),
    "amount": Sort(_AMOUNT),
    "-amount": Sort(_AMOUNT, descending=True),
}


def list_orders(
    chosen: OrderFilter, *, sort: str = "-time", after: Mark | None = None, limit: int = 50
) -> Page[OrderView]:
    """Orders, the latest first."""
    return read_page(
        _ORDER,
        "orders_order",
        row=OrderView,
        where=_conditions(chosen),
        sort=ORDER_SORTS.get(sort, ORDER_SORTS["-time"]),
        after=after,
        limit=limit,
    )


def count_orders(chosen: OrderFilter) -> int:
    """How many orders the same filters leave; see kit.pages.count_some."""
    return count_some("orders_order", _conditions(chosen))


def read_order(order: UUID) -> OrderView:
    """One order. Raises NotFound."""
    for found in read_orders([order]).values():
        return found
    raise NotFound("order.unknown", _("There is no such order."))


def read_orders(orders: Sequence[UUID]) -> dict[UUID, OrderView]:
    """Those of the orders that there are, by id."""
    if not orders:
        return {}
    asked = [among("id", orders)]
    return {row.id: row for row in read_rows(_ORDER, "orders_order", row=OrderView, where=asked)}


def find_order(number: str) -> OrderView | None:
    """The order of this number as people say it, case and spaces aside; None where there is none."""
    tidy = "".join(number.split()).upper()[:32]
    rows = read_rows(
        _ORDER, "orders_order", row=OrderView, where=[Condition("number IN (%s, %s)", tidy, number.strip()[:32])]
    )
    return rows[0] if rows else None


def find_orders(text: str, limit: int = 5, *, slips: bool = True) -> list[OrderView]:
    """The orders that a typed number may mean: the very one alone, else (slips) those one slip of the finger away.

    The very one may be typed in another script or keyboard layout, without its dash, its spaces or its prefix.
    """
    typed = [text, *(one for one in layouts(text[:_LONGEST]) if one.isascii())]
    if slips and not any(sign.isdigit() for one in typed for sign in one):
        return []  # a name, not a number: a slip is forgiven in digits alone
    prefixes = read_rows(_PREFIX, _PREFIXES, row=_alone, where=[])
    readings = [reading for one in typed for reading in number_readings(one, prefixes)]
    found = _numbered(readings, limit)
    if found or not slips:
        return found
    meant = [slip for one in readings for slip in slipped_numbers(one)]
    soonest = {slip: nth for nth, slip in reversed(list(enumerate(meant)))}
    return sorted(_numbered(meant, _SLIPPED), key=lambda one: soonest[one.number])[:limit]


def _numbered(numbers: Sequence[str], limit: int) -> list[OrderView]:
    if not numbers:
        return []
    asked = [Condition("number = ANY(%s::text[])", list(dict.fromkeys(numbers)))]
    rest = f"ORDER BY placed_at DESC, id LIMIT {int(limit)}"
    return read_rows(_ORDER, "orders_order", row=OrderView, where=asked, rest=rest)


def _alone(value: str) -> str:
    return value


_LONGEST = 40  # signs of a number as typed
_SLIPPED = 1_000  # more of them than stand one slip away from a number

# What stands before the dash of our numbers, and with its slash before those of a list that was brought, each looked up
# by a step through the index of numbers.
_PREFIX = "prefix"
_BEFORE = "CASE WHEN {0} LIKE '%%/%%' THEN split_part({0}, '/', 1) || '/' ELSE split_part({0}, '-', 1) END"
_PREFIXES = f"""(
    WITH RECURSIVE step AS (
        (SELECT {_BEFORE.format("number")} AS prefix FROM orders_order ORDER BY number LIMIT 1)
        UNION ALL
        SELECT (SELECT {_BEFORE.format("o.number")} FROM orders_order o
                 WHERE o.number > CASE WHEN step.prefix LIKE '%%/' THEN rtrim(step.prefix, '/') || '0'
                                       ELSE step.prefix || '.' END
                 ORDER BY o.number LIMIT 1)
        FROM step WHERE step.prefix IS NOT NULL
    ) SELECT prefix FROM step WHERE prefix IS NOT NULL LIMIT 50
) AS known"""


def known_sales(source: UUID, keys: Sequence[str]) -> dict[str, OrderView]:
    """Those of the source's sales that are recorded, by the source's own key."""
    asked = [Condition("source = %s::uuid", source), Condition("source_key = ANY(%s::text[])", list(set(keys)))]
    rows = read_rows(
        f"source_key, {_ORDER}", "orders_order", row=lambda key, *order: (key, OrderView(*order)), where=asked
    )
    return dict(rows)


def list_lines(order: UUID) -> list[LineView]:
    """The lines of an order as they stand on the receipt."""
    asked = [Condition("order_id = %s::uuid", order)]
    return read_rows(_LINE, "orders_line", row=LineView, where=asked, rest="ORDER BY position")


def lines_of(orders: Sequence[UUID]) -> dict[UUID, list[LineView]]:
    """The lines of each of the orders as they stand on the receipt; for lists of orders with their lines."""
    found: dict[UUID, list[LineView]] = {}
    if orders:
        asked = [Condition("order_id = ANY(%s::uuid[])", list(set(orders)))]
        rows = read_rows(
            f"order_id, {_LINE}",
            "orders_line",
            row=lambda order, *line: (order, LineView(*line)),
            where=asked,
            rest="ORDER BY order_id, position",
        )
        for order, line in rows:
            found.setdefault(order, []).append(line)
    return found


def units_left(order: UUID) -> dict[UUID, int]:
    """How many units of each variant of an order are still to be handed over."""
    left: dict[UUID, int] = {}
    for line in list_lines(order):
        if line.left:
            left[line.variant] = left.get(line.variant, 0) + line.left
    return left


def orders_of_leaves(leaves: Sequence[UUID]) -> list[OrderView]:
    """Every order of these leaves, the first first: for what is told of or done to a whole person."""
    asked = [Condition("leaf_id = ANY(%s::uuid[])", list(leaves))]
    return read_rows(_ORDER, "orders_order", row=OrderView, where=asked, rest="ORDER BY placed_at, id")


def figures_of(leaves: Sequence[UUID]) -> list[OrderFigures]:
    """What these leaves bought, by currency, the most used first."""
    if not leaves:
        return []
    return read_rows(
        "currency, count(*), sum(paid_amount)::bigint, min(placed_at), max(placed_at)",
        "orders_order",
        row=OrderFigures,
        where=[Condition("leaf_id = ANY(%s::uuid[])", list(leaves))],
        rest="GROUP BY currency ORDER BY 2 DESC, 1",
    )


def _conditions(chosen: OrderFilter) -> list[Condition]:
    asked = []
    if chosen.place is not None:
        asked.append(Condition("place_id = %s::uuid", chosen.place))
    if chosen.leaves is not None:
        asked.append(Condition("leaf_id = ANY(%s::uuid[])", list(chosen.leaves)))
    if chosen.touchpoint:
        asked.append(Condition("touchpoint = %s", chosen.touchpoint))
    if chosen.origin:
        asked.append(Condition("origin = %s", chosen.origin))
    # No zone is over 14 hours from UTC: the instants let the index of time narrow what the days then decide.
    if chosen.since is not None:
        asked.append(Condition("local_day >= %s AND placed_at >= %s", chosen.since, _midnight(chosen.since, -1)))
    if chosen.until is not None:
        asked.append(Condition("local_day <= %s AND placed_at < %s", chosen.until, _midnight(chosen.until, 2)))
    return asked


def _midnight(day: date, later: int) -> datetime:
    return datetime.combine(day + timedelta(days=later), time(), UTC)


def find_coupon_orders(uses: Sequence[tuple[UUID, date, Sequence[UUID]]]) -> list[CouponOrder | None]:
    """For each (leaf, local day, variants) the order of that day with a coupon on one of the variants.

    None where no order or more than one fits: a guess is never written down.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUPON_ORDERS, [[leaf for leaf, _day, _skus in uses], [day for _leaf, day, _skus in uses]])
        candidates: dict[int, list[CouponOrder]] = {}
        for nth, *order in cursor.fetchall():
            candidates.setdefault(nth - 1, []).append(CouponOrder(*order))
        cursor.execute(_COUPON_LINES, [list({one.id for orders in candidates.values() for one in orders})])
        couponed = {order: frozenset(variants) for order, variants in cursor.fetchall()}
    found: list[CouponOrder | None] = []
    for nth, (_leaf, _day, variants) in enumerate(uses):
        fitting = [one for one in candidates.get(nth, ()) if couponed.get(one.id, frozenset()).intersection(variants)]
        found.append(fitting[0] if len(fitting) == 1 else None)
    return found


_COUPON_ORDERS = """
SELECT u.nth, o.id, o.place_id, o.placed_at
  FROM unnest(%s::uuid[], %s::date[]) WITH ORDINALITY AS u (leaf, day, nth)
  JOIN orders_order o ON o.leaf_id = u.leaf AND o.local_day = u.day AND o.coupon_amount > 0
"""
_COUPON_LINES = """
SELECT order_id, array_agg(variant_id) FROM orders_line
 WHERE order_id = ANY (%s) AND coupon_amount > 0 GROUP BY order_id
"""
