"""Shapes of cancelling an order: what it would do, and what became of the money."""

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from prilavok.domains.orders.types import OrderView
from prilavok.domains.orders.types.cancelling import CancelGround
from prilavok.doors.api.shapes import Amount, Shape
from prilavok.insights.cancelled_order import Back, BackBy, BackState, CancelPlan, money_back

Version = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]


class CancelBack(Shape):
    """What goes back, or is let go. by: card (to the card that paid), held (the bank lets it go), page (one of the bank
    that waits is closed), unsaid (the bank has not said whether it took it: if it did, it goes back by itself),
    gift_card (free again on it; tail: its last digits), by_hand (staff give it back the way it was paid).

    state: will (a preview, or not known yet), asked, unknown (on its way), done, refused (staff see to it), owed.
    """

    by: BackBy
    amount: Amount
    state: BackState
    tail: str


class CancelPreview(Shape):
    """What cancelling the order would do now; nothing is changed. coupons: how many may be used again.

    version: to be named by the call that cancels it.
    """

    order: UUID
    number: str
    version: int
    back: list[CancelBack]
    coupons: int


class Cancelled(Shape):
    """The order, cancelled. new: by this call; otherwise it had been before. back: its money, and how far it is."""

    order: UUID
    number: str
    version: int
    new: bool
    back: list[CancelBack]


class CancelAsked(Shape):
    """version: of the order as it was looked at; 412 where it moved on. reason: what it is cancelled for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Version
    reason: CancelGround


class ShopCancelAsked(Shape):
    """version: of the order as it was looked at; 412 where it moved on. Left out: whatever it is now."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Version | None = None


def cancel_preview(plan: CancelPlan) -> CancelPreview:
    """A plan as the API tells it. Raises why the order cannot be cancelled."""
    if plan.refusal is not None:
        raise plan.refusal
    order = plan.order
    return CancelPreview(
        order=order.id, number=order.number, version=order.version, coupons=plan.coupons,
        back=[_back(one, order.currency) for one in plan.back],
    )  # fmt: skip


def cancelled(order: OrderView, *, new: bool) -> Cancelled:
    """What became of an order that was cancelled, and of its money."""
    back = [_back(one, order.currency) for one in money_back(order.id)]
    return Cancelled(order=order.id, number=order.number, version=order.version, new=new, back=back)


def _back(one: Back, currency: str) -> CancelBack:
    return CancelBack(by=one.by, amount=Amount.of(one.amount, currency), state=one.state, tail=one.tail)
