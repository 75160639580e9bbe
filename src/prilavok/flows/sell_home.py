"""A seller sells what the store lacks: another place sends it home to the customer, who pays once, here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from prilavok.domains.orders.types import Placed
from prilavok.domains.pricing.types import PricedWish as Selling
from prilavok.domains.shipments.types.delivering import Delivering
from prilavok.flows.agree_order import agree_order
from prilavok.flows.priced_deal import SumChanged, price_deal
from prilavok.insights.home_order import known_placed
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "orders.send_home"
__all__ = ["Selling", "SumChanged", "needs", "sell_home"]


def sell_home(
    lines: Sequence[Selling], told: Delivering, *, place: UUID, key: str, expected: int | None = None, actor: Actor,
    at: datetime,
) -> Placed:  # fmt: skip
    """Order goods at today's prices of this place for whose phone is said, brought home from where they lie.

    key: names the sale for ever, the same again is the same order. expected: what the goods come to, as the customer
    was told. The phone names the customer and proves nothing: no points are spent, nothing made to them alone is used.
    Raises NoPrice, SumChanged, PromotionUsedUp and what agree_order does; then nothing is sold.
    """
    named = f"home:{key}"
    if known := known_placed(named):
        return known
    try:
        return _sell(lines, told, place, named, expected, actor, at)
    except IntegrityError as clash:  # the other click was quicker: its order is this one
        known = known_placed(named)
        if "orders_order_once" not in str(clash) or known is None:
            raise
        return known


def _sell(
    lines: Sequence[Selling], told: Delivering, place: UUID, named: str, expected: int | None, actor: Actor,
    at: datetime,
) -> Placed:  # fmt: skip
    with story():
        deal, claim = price_deal(lines, told.phone, key=named, place=place, expected=expected, actor=actor, at=at)
        return agree_order(deal, told, claim=claim, actor=actor, at=at)
