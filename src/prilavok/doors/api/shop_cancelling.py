"""A guest takes back an order that still waits; what would go back, and how, is told before."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from prilavok.doors.api.cancel_shapes import (
    Cancelled,
    CancelPreview,
    ShopCancelAsked,
    cancel_preview,
    cancelled,
)
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.shop_guests import acting, for_guests, guest_of, once_repeatable
from prilavok.doors.api.shop_orders import own_order
from prilavok.flows.call_off_order import call_off_order
from prilavok.insights.cancelled_order import read_cancel_plan
from prilavok.kit import clock

router = Router(tags=["shop"])


@for_guests(router, "GET", "/shop/orders/{order}/cancel", gives=CancelPreview)
def preview_shop_cancelling(request: HttpRequest, order: UUID) -> CancelPreview:
    """What cancelling the order would do: what goes back, and by which way. Nothing is changed."""
    found = own_order(order, guest_of(request))
    return cancel_preview(read_cancel_plan(found.id, by_customer=True, at=clock.now()))


@for_guests(router, "POST", "/shop/orders/{order}/cancel", gives=Cancelled)
def cancel_shop_order(
    request: HttpRequest, order: UUID, asked: ShopCancelAsked, idempotency_key: CallKey = None
) -> HttpResponse:
    """Cancel an order that still waits. Again it is the same: goods are freed and money given back once."""
    leaf = guest_of(request)

    def story() -> tuple[int, Cancelled]:
        ended = call_off_order(order, leaf=leaf, version=asked.version, actor=acting(leaf), at=clock.now())
        return 200, cancelled(own_order(order, leaf), new=ended)

    return once_repeatable(request, idempotency_key, story)
