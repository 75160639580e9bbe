"""A guest changes an order that is brought home before it leaves: what it would make is told before."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from prilavok.doors.api.change_shapes import (
    HomeChangeAsked,
    HomeChangeConfirmed,
    HomeChanged,
    HomeChangePreview,
    changed_shape,
    named,
    preview_shape,
)
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.shop_guests import acting, for_guests, guest_of, once_repeatable
from prilavok.flows.change_own_home import change_own_home, preview_own_change
from prilavok.kit import clock

router = Router(tags=["shop"])


@for_guests(router, "POST", "/shop/orders/{order}/changes/preview", gives=HomeChangePreview)
def preview_shop_change(request: HttpRequest, order: UUID, asked: HomeChangeAsked) -> HomeChangePreview:
    """What the change would make of the order: sums, what is due or goes back, who sends it. Nothing is changed."""
    leaf = guest_of(request)
    made = preview_own_change(order, asked.lines(), asked.told(), leaf=leaf, actor=acting(leaf), at=clock.now())
    return preview_shape(made)


@for_guests(router, "POST", "/shop/orders/{order}/changes", gives=HomeChanged)
def change_shop_order(
    request: HttpRequest, order: UUID, asked: HomeChangeConfirmed, idempotency_key: CallKey = None
) -> HttpResponse:
    """Change an order that is brought home and has not left; a key makes a repeat the same change."""
    leaf, at = guest_of(request), clock.now()

    def story() -> tuple[int, HomeChanged]:
        change = change_own_home(
            order, asked.lines(), asked.told(), key=named(idempotency_key, leaf, at), version=asked.version,
            amount=asked.amount, leaf=leaf, actor=acting(leaf), at=at,
        )  # fmt: skip
        return 200, changed_shape(change)

    return once_repeatable(request, idempotency_key, story, sealed=True)
