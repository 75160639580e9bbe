"""A guest pays their order at a page of the bank, or by its QR code."""

from typing import Annotated, Literal, cast, get_args
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import ConfigDict, Field

from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import held_for, paid_for
from prilavok.domains.payments.types import AttemptView
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.shapes import Amount, Instant, Shape
from prilavok.doors.api.shop_basket import NoWords
from prilavok.doors.api.shop_guests import acting, for_guests, guest_of, once_repeatable
from prilavok.doors.api.shop_orders import own_order
from prilavok.flows.end_page import end_own_page
from prilavok.flows.pay_own_page import pay_own_page
from prilavok.kit import clock

router = Router(tags=["shop"])
PageState = Literal["waiting", "held", "captured", "refused", "released", "unknown", "nothing"]


class ShopPaging(Shape):
    """way: a link for the customer's browser, or one to be shown as a QR code. back: where the bank sends them then."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    way: Literal["page", "qr"] = "page"
    back: Annotated[str, Field(max_length=300, pattern=r"^(https?://[!-~]+)?$")] = ""


class ShopPage(Shape):
    """How the payment stands. waiting: for the customer at `link`, until `until`; held: on the card, taken when the
    goods are handed over; unknown is settled by itself. amount: of it.

    Where no page was opened or ended it tells of the order: all that is held for it, else all that was paid, else
    nothing, with no amount.
    """

    state: PageState
    amount: Amount | None
    link: str = ""
    until: Instant | None = None


@for_guests(router, "POST", "/shop/orders/{order}/page", gives=ShopPage)
def open_shop_page(
    request: HttpRequest, order: UUID, paging: ShopPaging, idempotency_key: CallKey = None
) -> HttpResponse:
    """Have a page opened for what is still owed; while it waits, the same page is given again."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopPage]:
        at = clock.now()
        opened = pay_own_page(order, way=paging.way, back=paging.back, leaf=leaf, actor=acting(leaf), at=at)
        return 200, _shape(opened) if opened else _stands(own_order(order, leaf))

    return once_repeatable(request, idempotency_key, story)


@for_guests(router, "POST", "/shop/orders/{order}/page/end", gives=ShopPage)
def end_shop_page(request: HttpRequest, order: UUID, nothing: NoWords, idempotency_key: CallKey = None) -> HttpResponse:
    """End the page that waits, to pay otherwise. captured or held: the customer was quicker; nothing: none waited."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopPage]:
        ended = end_own_page(order, leaf=leaf, actor=acting(leaf), at=clock.now())
        return 200, _shape(ended[-1]) if ended else _stands(own_order(order, leaf))

    return once_repeatable(request, idempotency_key, story)


def _stands(order: OrderView) -> ShopPage:
    """What is true of an order that no page was opened or ended for."""
    if held := held_for(order.id):
        return ShopPage(state="held", amount=Amount.of(held, order.currency))
    if (paid := paid_for(order.id)) > 0:
        return ShopPage(state="captured", amount=Amount.of(paid, order.currency))
    return ShopPage(state="nothing", amount=None)


def _shape(one: AttemptView) -> ShopPage:
    state = cast(PageState, one.state) if one.state in get_args(PageState) else "unknown"
    return ShopPage(state=state, amount=Amount.of(one.amount, one.currency), link=one.link, until=one.ends_at)
