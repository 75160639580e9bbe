"""An order was handed over at the counter: its points are earned, gift cards are issued, its receipt is written."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import buyers_of
from prilavok.domains.loyalty.actions import earn_points
from prilavok.domains.loyalty.types import Earning
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.types import Paying
from prilavok.domains.promotions.queries import more_points
from prilavok.domains.receipts.types import ReceiptView
from prilavok.flows.payments_due import close_payments
from prilavok.flows.settle_gift_cards import settle_gift_cards
from prilavok.flows.tell_surplus import tell_surplus
from prilavok.flows.write_receipt import write_receipt
from prilavok.insights.gift_lines import gift_amount
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def finish_hand_over(
    head: OrderView, tenders: Sequence[Paying], *, money: int, change: int, burned: int, place: UUID, actor: Actor,
    at: datetime,
) -> ReceiptView:  # fmt: skip
    """Within the caller's story, as its last act; the receipt. money: of what is owed, what was paid in money."""
    goods = money - gift_amount(head.id)
    earnings = [
        Earning(head.leaf, head.id, place, goods, head.currency, at, *more_points(head.id), leaves=buyer)
        for buyer in buyers_of([head.leaf]).values()
    ]
    earned = earn_points(earnings, actor=actor, at=at, origin="live")
    close_payments(head.id, owed=0, run_at=at, actor=actor, at=at)
    settle_gift_cards(head.id, tenders, leaf=head.leaf, place=place, actor=actor, at=at)
    tell_surplus(head, actor=actor, at=at)
    return write_receipt(
        head.id, tenders, place=place, change=change, burned=burned, earned=earned, actor=actor, at=at
    )  # fmt: skip
