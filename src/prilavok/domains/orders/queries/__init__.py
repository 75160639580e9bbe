"""What can be asked of orders: one, many, their lines and their changes."""

from prilavok.domains.orders.queries.buyers import bought_by, find_unfinished_order, habits_of, orders_before
from prilavok.domains.orders.queries.changes import list_changes
from prilavok.domains.orders.queries.doubts import (
    DOUBTED_WITHIN,
    alike,
    find_doubt,
    orders_beside,
    read_doubts,
)
from prilavok.domains.orders.queries.placed import (
    ORDER_SORTS,
    count_orders,
    figures_of,
    find_coupon_orders,
    find_order,
    find_orders,
    known_sales,
    lines_of,
    list_lines,
    list_orders,
    orders_of_leaves,
    read_order,
    read_orders,
    units_left,
)

__all__ = [
    "DOUBTED_WITHIN",
    "ORDER_SORTS",
    "alike",
    "bought_by",
    "count_orders",
    "figures_of",
    "find_coupon_orders",
    "find_doubt",
    "find_order",
    "find_orders",
    "find_unfinished_order",
    "habits_of",
    "known_sales",
    "lines_of",
    "list_changes",
    "list_lines",
    "list_orders",
    "orders_before",
    "orders_beside",
    "orders_of_leaves",
    "read_doubts",
    "read_order",
    "read_orders",
    "units_left",
]
