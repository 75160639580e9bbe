"""The last of an order was brought home: its points are earned, its receipt is written, a surplus is told of."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import buyers_of
from prilavok.domains.giftcards.actions import release_gift_cards
from prilavok.domains.loyalty.actions import earn_points
from prilavok.domains.loyalty.types import Earning
from prilavok.domains.orders.actions import lock_order
from prilavok.domains.payments.types import Paying
from prilavok.domains.promotions.queries import more_points
from prilavok.domains.shipments.queries import find_delivery
from prilavok.flows.give_back_beyond import give_back_gifts
from prilavok.flows.payments_due import close_payments
from prilavok.flows.settle_parcels import settle_parcels
from prilavok.flows.tell_surplus import tell_surplus
from prilavok.flows.write_receipt import write_receipt
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def finish_delivery(
    order: UUID, tenders: Sequence[Paying], *, money: int, change: int, actor: Actor, at: datetime
) -> None:
    """Within the caller's story, as its last act. money: of what is owed, what was paid in money.

    Points are earned by goods, not by having them brought. The receipt is that of the place that sold.
    """
    head, agreed = lock_order(order), find_delivery(order)
    if head.place is None:
        return
    by_goods = max(money - (agreed.amount if agreed else 0), 0)
    earnings = [
        Earning(head.leaf, order, head.place, by_goods, head.currency, at, *more_points(order), leaves=buyer)
        for buyer in buyers_of([head.leaf]).values()
    ]
    earned = earn_points(earnings, actor=actor, at=at, origin="live")
    close_payments(order, owed=0, run_at=at, actor=actor, at=at)
    give_back_gifts(head, actor=actor, at=at)
    release_gift_cards(order, at=at)
    tell_surplus(head, actor=actor, at=at)
    write_receipt(order, tenders, place=head.place, change=change, earned=earned, actor=actor, at=at)
    settle_parcels(order, actor=actor, at=at)
