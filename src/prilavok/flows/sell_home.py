"""A seller sells what the store lacks: another place sends it home to the customer, who pays once, here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from prilavok.domains.customers.actions import open_leaf
from prilavok.domains.orders.types import Placed, SaleLine
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.types import PricedWish as Selling
from prilavok.domains.shipments.types.delivering import Delivering
from prilavok.flows.agree_order import Deal, agree_order
from prilavok.flows.claim_sale import claim_sale
from prilavok.insights.home_order import known_placed
from prilavok.insights.reckoning import NOBODY, reckon
from prilavok.kit.db.connections import story
from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _
from prilavok.kit.events.actor import Actor
from prilavok.kit.phones import read_phone

needs = "orders.send_home"
__all__ = ["Selling", "SumChanged", "needs", "sell_home"]


class SumChanged(Refused):
    """The goods cost another sum than the customer was told. amount: minor units that they cost now."""

    def __init__(self, amount: int) -> None:
        super().__init__(
            "order.sum_changed", _("The sum has changed meanwhile. Look at it once more; nothing was sold."),
            amount=amount,
        )  # fmt: skip


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
    said = read_phone(told.phone)
    with story():
        here = read_place(place)
        reckoned = reckon(lines, here, touchpoint="tablet", who=NOBODY, at=at)
        sold = [
            SaleLine(one.variant, one.quantity, one.list_amount, one.discount_amount, 0, 0)
            for one in reckoned.quoted(lines)
        ]
        leaf = open_leaf("phone", said.e164, at=at, made_up=said.made_up)
        deal = Deal(named, sold, place, here.currency, leaf, "tablet")
        if expected not in (None, deal.amount):
            raise SumChanged(deal.amount)

        def claim(order: UUID) -> None:
            claim_sale(order, reckoned, who=NOBODY, leaf=leaf, place=place, actor=actor, at=at)

        return agree_order(deal, told, claim=claim, actor=actor, at=at)
