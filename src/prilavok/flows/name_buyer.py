"""Whose a sale of a till without a line is: who paid by points that were kept for it is known, else nobody."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import open_receipt_leaves
from prilavok.domains.orders.types import COUNTER
from prilavok.domains.tills.types import LeaseView, ToldSale
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def name_buyer(told: ToldSale, values: Sequence[LeaseView], *, actor: Actor, at: datetime) -> UUID:
    """Within the caller's story: the leaf of the card whose points paid a part, else one of this sale alone."""
    for lease in values:
        if lease.kind == "points" and lease.holder is not None:
            return lease.holder
    named = f"till:{told.id}"
    return open_receipt_leaves(COUNTER, [named], at=at, origin="live")[named]
