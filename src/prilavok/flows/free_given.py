"""All of an order came back: what promotions gave on it may be given again, and counts for its customer no more."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.queries import read_order
from prilavok.domains.promotions.actions import void_promotions
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def free_given(order: UUID, *, actor: Actor, at: datetime) -> int:
    """Within the caller's story, with the order's row held; how many uses are free again.

    Nothing while a unit is still with the customer, and nothing twice. What is taken in exchange is priced before:
    whoever calls has sold it already.
    """
    return void_promotions([order], at=at) if read_order(order).fulfilment == "returned" else 0
