"""Orders that look like the same wish as another."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.rules import DOUBTED_WITHIN as DOUBTED_WITHIN
from prilavok.domains.orders.rules import alike as alike
from prilavok.domains.orders.types.doubts import DoubtView
from prilavok.kit.pages import Condition, read_rows

# A doubt ends by a word, or where one of the two is no order that waits any more.
_DOUBT = """d.order_id, d.other_id, o.number, other.number, d.alike, d.found_at, d.wanted, d.settled_at,
    d.wanted = '' AND o.commercial = 'placed' AND other.commercial <> 'cancelled'"""
_FROM = "orders_doubt d JOIN orders_order o ON o.id = d.order_id JOIN orders_order other ON other.id = d.other_id"


def find_doubt(order: UUID) -> DoubtView | None:
    """The doubt about an order, settled or not; None where there never was one."""
    return read_doubts([order]).get(order)


def read_doubts(orders: Collection[UUID]) -> dict[UUID, DoubtView]:
    """The doubts about these orders, by order."""
    if not orders:
        return {}
    asked = [Condition("d.order_id = ANY(%s::uuid[])", list(orders))]
    return {one.order: one for one in read_rows(_DOUBT, _FROM, row=DoubtView, where=asked)}


def orders_beside(order: UUID, leaves: Sequence[UUID], *, since: datetime, until: datetime) -> list[UUID]:
    """Other orders of these leaves that still wait and were placed in that time, the latest first; at most ten."""
    if not leaves:
        return []
    return read_rows(
        "id",
        "orders_order",
        row=_alone,
        where=[
            Condition("leaf_id = ANY(%s::uuid[])", list(leaves)),
            Condition("id <> %s::uuid", order),
            Condition("commercial = 'placed'"),
            Condition("(placed_at, id) < (%s, %s::uuid) AND placed_at >= %s", until, order, since),
        ],
        rest="ORDER BY placed_at DESC, id DESC LIMIT 10",
    )


def _alone(id: UUID) -> UUID:
    return id
