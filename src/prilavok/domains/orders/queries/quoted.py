"""By which quote an order was placed."""

from contextlib import suppress
from uuid import UUID

from prilavok.domains.orders.types import COUNTER
from prilavok.kit.pages import Condition, read_rows


def quote_of(order: UUID) -> UUID | None:
    """The quote an order was placed by; None for one that came otherwise."""
    asked = [Condition("id = %s::uuid", order), Condition("source = %s::uuid", COUNTER)]
    for key in read_rows("source_key", "orders_order", row=str, where=asked):
        with suppress(ValueError):
            return UUID(key)
    return None
