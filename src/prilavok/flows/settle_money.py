"""Money for an order of one legal entity went through the hands of another: whose it is, is owed."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders import actions as orders
from prilavok.domains.payments.types import RefundView
from prilavok.insights.money_hands import charged_at, money_taken
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def settle_taken(order: UUID, payment: UUID, amount: int, *, place: UUID | None, actor: Actor, at: datetime) -> bool:
    """Within the caller's story: who took money for another's order owes it to that one; whether somebody owes.

    payment: the transaction, which is settled once. place: whose drawer or terminal took it.
    """
    passed = money_taken(order, payment, amount, place=place)
    return passed is not None and orders.settle_money(passed, at=at)


def settle_given(
    order: UUID,
    payment: UUID,
    amount: int,
    *,
    place: UUID | None,
    of: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> bool:
    """The same where it was given back: for whom it was given owes it. of: the return it was given for."""
    passed = money_taken(order, payment, amount, place=place)
    return passed is not None and orders.settle_money(passed.back(of), at=at)


def settle_refunded(refund: RefundView, *, actor: Actor, at: datetime) -> bool:
    """The same of a card that was given its money back by the firm whose terminal had charged it.

    A charge may have paid an earlier order than this, of another firm: goods were exchanged meanwhile.
    """
    place = charged_at(refund.attempt)
    return settle_given(refund.order, refund.id, refund.amount, place=place, of=refund.of, actor=actor, at=at)
