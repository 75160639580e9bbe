"""What cancelling an order would do, and what became of its money once it was: by which ways it goes back, how far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.giftcards.queries import gift_holds_of
from prilavok.domains.orders.errors import OrderEnded, PartHandedOver
from prilavok.domains.orders.queries import read_order
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import list_attempts, list_payments, list_refunds, paid_for, part_back, ways_back
from prilavok.domains.payments.types import AttemptView
from prilavok.domains.promotions.queries import used_on
from prilavok.domains.shipments.errors import CourierHasIt
from prilavok.domains.shipments.queries import list_shipments
from prilavok.insights.surplus_page import read_surplus
from prilavok.kit.errors import Refused

#: card: back to the card that paid; held: the bank lets it go; page: a page that waits is ended, nothing was taken;
#: unsaid: the bank has not said whether it took it, and gives it back if it did; gift_card: free on it again;
#: by_hand: somebody of the shop gives it back
BackBy = Literal["card", "held", "page", "unsaid", "gift_card", "by_hand"]
#: will: it would; asked, unknown: its bank was told, or does not answer; done; refused: it is given by hand then;
#: owed: by hand, and nobody has yet
BackState = Literal["will", "asked", "unknown", "done", "refused", "owed"]

#: by how an attempt stands
_OPEN: Mapping[str, BackBy] = {
    "held": "held",
    "taking": "held",
    "waiting": "page",
    "asked": "unsaid",
    "unknown": "unsaid",
}


class BeingPaid(Refused):
    """What is held on the customer's card is being taken: the goods are about to be handed over."""

    def __init__(self) -> None:
        super().__init__(
            "order.being_paid",
            _(
                "This order is being handed over: its money is being taken right now. Look at it again in a minute."
                " Nothing was changed."
            ),
        )


@dataclass(frozen=True, slots=True)
class Back:
    """Minor units that go back, or are let go. tail: the last digits of a gift card."""

    by: BackBy
    amount: int
    state: BackState = "will"
    tail: str = ""


@dataclass(frozen=True, slots=True)
class CancelPlan:
    """What cancelling it now would do. refusal: why it cannot be; coupons: how many may be used again."""

    order: OrderView
    back: tuple[Back, ...]
    coupons: int
    refusal: Refused | None = None


def read_cancel_plan(order: UUID, *, by_customer: bool, at: datetime) -> CancelPlan:
    """What would become of the order and its money; nothing is changed. Raises NotFound."""
    found, attempts = read_order(order), list_attempts(order)
    back = [*_taken(order), *_open(attempts)]
    back += [Back("gift_card", one.amount, tail=one.tail) for one in gift_holds_of(order, at)]
    coupons = sum(one.coupon is not None for one in used_on(order))
    return CancelPlan(found, tuple(back), coupons, _refusal(found, attempts if by_customer else ()))


def money_back(order: UUID) -> tuple[Back, ...]:
    """What became of the money of an order that was cancelled, and how far it is; the first to be given first."""
    attempts = {one.id: one for one in list_attempts(order)}
    told = [Back("card", one.amount, "unknown" if one.state == "unknown" else "asked") for one in list_refunds([order])
            if one.is_open]  # fmt: skip
    given = [
        Back("card" if one.attempt in attempts else "by_hand", one.amount, "done")
        for one in list_payments([order])
        if one.kind == "refund" and one.method != "gift_card"
    ]
    refused = any(one.state == "refused" for one in list_refunds([order]))
    left = [Back("by_hand", owed, "refused" if refused else "owed")] if (owed := read_surplus(order).amount) else []
    unsaid = [Back("unsaid", one.amount) for one in attempts.values() if one.state in ("asked", "unknown")]
    return (*given, *told, *left, *unsaid)


def check_on_way(order: OrderView) -> None:
    """Raises OrderEnded, PartHandedOver and CourierHasIt where the order cannot be cancelled as a whole."""
    if order.commercial == "completed":
        raise OrderEnded(order.commercial)
    if order.commercial == "placed" and order.fulfilment != "open":
        raise PartHandedOver
    if any(one.home and one.state in ("on_way", "failed") for one in list_shipments([order.id])):
        raise CourierHasIt


def check_being_paid(attempts: Sequence[AttemptView]) -> None:
    """Raises BeingPaid while what is held is being taken."""
    if any(one.state == "taking" for one in attempts):
        raise BeingPaid


def _refusal(order: OrderView, attempts: Sequence[AttemptView]) -> Refused | None:
    try:
        if order.commercial == "cancelled":
            raise OrderEnded(order.commercial)
        check_on_way(order)
        check_being_paid(attempts)
    except Refused as refused:
        return refused
    return None


def _taken(order: UUID) -> list[Back]:
    """What was taken: by a bank that gives it back, or to be given by hand."""
    ways, on_way = ways_back(order), sum(one.amount for one in list_refunds([order]) if one.is_open)
    left = min(paid_for(order) - on_way, sum(way.amount for way in ways))
    back = part_back(max(left, 0), ways)[0]
    return [Back("card" if way.method == "card" and way.attempt else "by_hand", way.amount) for way in back]


def _open(attempts: Sequence[AttemptView]) -> list[Back]:
    """What is held, waits at a page, or of which the bank has not said what became of it."""
    return [Back(_OPEN[one.state], one.amount) for one in attempts if one.state in _OPEN]
