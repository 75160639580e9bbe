"""What can be asked of the orders of one person."""

from collections.abc import Sequence
from uuid import UUID

from prilavok.domains.orders.queries.placed import read_orders
from prilavok.domains.orders.types import OrderView
from prilavok.kit.pages import Condition, read_rows


def habits_of(leaves: Sequence[UUID], most: int = 20) -> list[tuple[UUID | None, str, int]]:
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


def _counted(place: UUID | None, touchpoint: str, orders: int) -> tuple[UUID | None, str, int]:
    return place, touchpoint, orders


def _alone(value: UUID) -> UUID:
    return value
