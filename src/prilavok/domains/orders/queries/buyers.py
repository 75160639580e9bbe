"""What can be asked of the orders of one person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.domains.orders.queries.placed import read_orders
from prilavok.domains.orders.types import OrderFigures, OrderView
from prilavok.kit.pages import Condition, read_rows

#: place or None, touchpoint, how many orders
Habit = tuple[UUID | None, str, int]


def habits_of(leaves: Sequence[UUID], most: int = 20) -> list[Habit]:
    """Places (None: none) and touchpoints at which these leaves bought and how often, the most used first."""
    if not leaves:
        return []
    return read_rows(
        "place_id, touchpoint, count(*)",
        "orders_order",
        row=_counted,
        where=[Condition("leaf_id = ANY(%s::uuid[])", list(leaves)), Condition("commercial <> 'cancelled'")],
        rest=f"GROUP BY 1, 2 ORDER BY 3 DESC, 2, 1 LIMIT {int(most)}",
    )


def bought_by(leaves: Sequence[UUID], most: int = 20) -> tuple[list[OrderFigures], list[Habit]]:
    """What `figures_of` and `habits_of` answer, counted in one going through the orders."""
    if not leaves:
        return [], []
    rows = read_rows(
        "currency, count(*), sum(paid_amount)::bigint, min(placed_at), max(placed_at),"
        " place_id, touchpoint, count(*) FILTER (WHERE commercial <> 'cancelled'), grouping(currency)",
        "orders_order",
        row=_row,
        where=[Condition("leaf_id = ANY(%s::uuid[])", list(leaves))],
        rest="GROUP BY GROUPING SETS ((currency), (place_id, touchpoint)) ORDER BY 2 DESC, 1",
    )
    habits = [(place, touchpoint, orders) for *_, place, touchpoint, orders, by_place in rows if by_place and orders]
    habits.sort(key=lambda one: (-one[2], one[1], str(one[0] or "~")))
    return [OrderFigures(*row[:5]) for row in rows if not row[-1]], habits[:most]


def find_unfinished_order(leaves: Sequence[UUID]) -> OrderView | None:
    """Of the orders of these leaves that were placed and not handed over or cancelled yet, the one placed first."""
    if not leaves:
        return None
    found = read_rows(
        "id",
        "orders_order",
        row=_alone,
        where=[Condition("leaf_id = ANY(%s::uuid[])", list(leaves)), Condition("commercial = 'placed'")],
        rest="ORDER BY placed_at, id LIMIT 1",
    )
    return read_orders(found).get(found[0]) if found else None


def _row(*row: Any) -> tuple[Any, ...]:
    return row


def orders_before(leaves: Sequence[UUID], at: datetime) -> int:
    """How many orders these leaves had placed before an instant, cancelled ones left out."""
    if not leaves:
        return 0
    asked = [
        Condition("leaf_id = ANY(%s::uuid[])", list(leaves)),
        Condition("placed_at < %s", at),
        Condition("commercial <> 'cancelled'"),
    ]
    return read_rows("count(*)", "orders_order", row=int, where=asked)[0]


def _counted(place: UUID | None, touchpoint: str, orders: int) -> tuple[UUID | None, str, int]:
    return place, touchpoint, orders


def _alone(value: UUID) -> UUID:
    return value
