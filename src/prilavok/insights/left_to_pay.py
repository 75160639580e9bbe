"""What is left to be paid of an order beside the gift cards that are kept for it."""

from datetime import datetime

from prilavok.domains.giftcards.queries import gift_holds_of, gift_parts
from prilavok.domains.giftcards.types import GiftPart
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import due_of
from prilavok.insights.gift_lines import goods_owed


def left_to_pay(order: OrderView, at: datetime) -> int:
    """Minor units that are neither taken, nor held by a bank, nor kept on gift cards; nought once it is cancelled."""
    if order.commercial == "cancelled":
        return 0
    kept = sum(one.amount for one in gift_holds_of(order.id, at))
    return max(due_of(order.id, owed=order.owed) - kept, 0)


def paid_by_gifts(order: OrderView, at: datetime) -> list[GiftPart]:
    """What each gift card kept for the order would pay of it now: what was paid otherwise meanwhile, none pays."""
    return gift_parts(order.id, min(due_of(order.id, owed=order.owed), goods_owed(order.id)), at)
