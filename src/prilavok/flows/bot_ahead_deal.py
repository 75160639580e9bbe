"""A part of ordering ahead in a messenger: today's price for whoever asks, by the facts of the site."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.types import SaleLine
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.types import PricedWish
from prilavok.flows.agree_order import Deal
from prilavok.flows.claim_sale import claim_sale
from prilavok.flows.quote_basket import buyer_of
from prilavok.insights.bot_ahead import FACTS_OF
from prilavok.insights.reckoning import reckon
from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories
#: how presses of its buttons begin
PRESSED = "oa:"


class AheadGone(Refused):
    """What was offered cannot be ordered ahead any more."""

    def __init__(self) -> None:
        super().__init__("order.ahead_gone", _("This cannot be ordered ahead like that any more. Ask for it again."))


def bot_deal(
    variant: UUID, units: int, place: PlaceView, *, key: str, leaf: UUID, actor: Actor, at: datetime
) -> tuple[Deal, Callable[[UUID], None]]:
    """What is agreed, and what uses up its promotions once the order's id is known. Raises NoPrice."""
    wishes, who = [PricedWish(variant, units)], buyer_of(leaf, actor)
    reckoned = reckon(wishes, place, touchpoint=FACTS_OF, who=who, at=at)
    sold = [
        SaleLine(one.variant, one.quantity, one.list_amount, one.discount_amount, 0, 0)
        for one in reckoned.quoted(wishes)
    ]

    def claim(order: UUID) -> None:
        claim_sale(order, reckoned, who=who, leaf=leaf, place=place.id, actor=actor, at=at)

    return Deal(key, sold, place.id, place.currency, leaf, "bot"), claim
