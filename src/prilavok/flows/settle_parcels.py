"""Goods that one legal entity sold and another handed over: the first owes the second, by the shop's own rule."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.actions import settle_handed, settle_old
from prilavok.insights.handed_goods import handed_by_others, old_with_others
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def settle_parcels(order: UUID, *, actor: Actor, at: datetime) -> int:
    """Within the caller's story, the order's row held: write down what is owed for parcels that arrived; how many.

    Each is settled once, at the price of the day; what comes back of it is settled by its return. So are old pieces
    that another firm keeps since others were given for them.
    """
    for old in old_with_others(order):
        settle_old(
            order, old.shipment, old.goods, place=old.place, seller=old.seller, keeper=old.sender,
            currency=old.currency, at=at,
        )  # fmt: skip
    return sum(
        settle_handed(
            order, one.shipment, one.goods, place=one.place, seller=one.seller, sender=one.sender,
            currency=one.currency, at=at,
        )
        for one in handed_by_others(order, at)
    )  # fmt: skip
