"""What became of an order by a change: what it comes to, what is due, what goes back by which way, who sends it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.loyalty.queries import spendable
from prilavok.domains.loyalty.types import Spendable
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types import LineView, OrderView
from prilavok.domains.payments.queries import list_payments, list_refunds
from prilavok.domains.shipments.queries import find_delivery, list_shipments
from prilavok.insights.door_promise import DoorPromise, door_promise
from prilavok.insights.left_to_pay import left_to_pay
from prilavok.insights.surplus_page import read_surplus

#: to the card that paid; on the gift card that paid; by hand, as somebody of the shop is told
BackWay = Literal["card", "gift_card", "by_hand"]


@dataclass(frozen=True, slots=True)
class HomePreview:
    """What a change would make of an order; amounts in minor units of its currency, nothing is done.

    version: the order's as it is, which confirming expects. fee: what bringing costs then. due: what is still to be
    paid then; back: what goes back, by which way. points: what the customer could spend on it. places: who sends it
    then, door: by when it is there. lost: by how much what stays costs more, as goods left that made it cheaper.
    """

    order: OrderView
    version: int
    lines: tuple[LineView, ...]
    amount_after: int
    fee_before: int
    fee: int
    due: int
    back: tuple[tuple[BackWay, int], ...]
    points: Spendable | None
    places: tuple[UUID, ...]
    door: DoorPromise | None
    lost: int

    @property
    def difference(self) -> int:
        """By how much it comes to more, or to less."""
        return self.amount_after - self.order.amount


def money_gone(order: UUID) -> Counter[BackWay]:
    """What was given back of an order so far, is on its way, or is to be given by hand."""
    gone: Counter[BackWay] = Counter()
    for refund in list_refunds([order]):
        gone["card"] += refund.amount if refund.is_open else 0
    for one in list_payments([order]):
        if one.kind == "refund":
            gone["gift_card" if one.method == "gift_card" else "card"] += one.amount
    gone["by_hand"] += read_surplus(order).amount
    return gone


def read_home_preview(before: OrderView, gone: Counter[BackWay], fee: int, *, lost: int, at: datetime) -> HomePreview:
    """Of an order that was changed in rehearsal. gone, fee: what money_gone said before it, what bringing cost then."""
    after, agreed = read_order(before.id), find_delivery(before.id)
    back = money_gone(before.id)
    back.subtract(gone)
    sent = [one.place for one in list_shipments([before.id]) if one.home and one.waits]
    return HomePreview(
        order=before,
        version=before.version,
        lines=tuple(line for line in list_lines(before.id) if line.quantity > line.cancelled),
        amount_after=after.amount,
        fee_before=fee,
        fee=agreed.amount if agreed else 0,
        due=left_to_pay(after, at),
        back=tuple((way, amount) for way, amount in sorted(back.items()) if amount > 0),
        points=spendable(leaves_with(after.leaf), after.currency, owed=after.owed),
        places=tuple(dict.fromkeys(sent)),
        door=door_promise(before.id),
        lost=lost,
    )
