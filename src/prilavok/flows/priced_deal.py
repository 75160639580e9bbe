"""A part of stories in which a seller orders for whoever stands there: today's prices, whose phone is said."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import open_leaf
from prilavok.domains.orders.types import SaleLine
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.types import PricedWish
from prilavok.flows.agree_order import Deal
from prilavok.flows.claim_sale import claim_sale
from prilavok.insights.reckoning import NOBODY, reckon
from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _
from prilavok.kit.events.actor import Actor
from prilavok.kit.phones import read_phone

needs = None  # a part of other stories


class SumChanged(Refused):
    """The goods cost another sum than the customer was told. amount: minor units that they cost now."""

    def __init__(self, amount: int) -> None:
        super().__init__(
            "order.sum_changed", _("The sum has changed meanwhile. Look at it once more; nothing was sold."),
            amount=amount,
        )  # fmt: skip


def price_deal(
    lines: Sequence[PricedWish], phone: str, *, key: str, place: UUID, expected: int | None, actor: Actor, at: datetime
) -> tuple[Deal, Callable[[UUID], None]]:
    """Within the caller's story: what is agreed, and what uses up its promotions once the order's id is known.

    The phone names the customer and proves nothing. Raises NoPrice, SumChanged, and Refused for what is no phone.
    """
    said, here = read_phone(phone), read_place(place)
    reckoned = reckon(lines, here, touchpoint="tablet", who=NOBODY, at=at)
    sold = [
        SaleLine(one.variant, one.quantity, one.list_amount, one.discount_amount, 0, 0)
        for one in reckoned.quoted(lines)
    ]
    leaf = open_leaf("phone", said.e164, at=at, made_up=said.made_up)
    deal = Deal(key, sold, place, here.currency, leaf, "tablet")
    if expected not in (None, deal.amount):
        raise SumChanged(deal.amount)

    def claim(order: UUID) -> None:
        claim_sale(order, reckoned, who=NOBODY, leaf=leaf, place=place, actor=actor, at=at)

    return deal, claim
