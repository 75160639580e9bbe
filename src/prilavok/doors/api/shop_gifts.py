"""A guest pays an order of theirs with a gift card: it is kept until that is collected or sent home."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import ConfigDict

from prilavok.domains.giftcards.queries import gift_holds_of
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.shapes import Amount, Code, Instant, Shape
from prilavok.doors.api.shop_basket import NoWords
from prilavok.doors.api.shop_guests import acting, block_of, for_guests, guest_of, once_repeatable
from prilavok.doors.api.shop_orders import own_order
from prilavok.flows.pay_with_own_card import drop_own_card, pay_with_own_card
from prilavok.insights.left_to_pay import left_to_pay
from prilavok.kit import clock

router = Router(tags=["shop"])


class ShopGiftCode(Shape):
    """code: as it stands on the card."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code


class ShopGiftHold(Shape):
    """What a card, known by its last digits, pays of the order; kept until then."""

    card: UUID
    tail: str
    amount: Amount
    kept_until: Instant


class ShopGifts(Shape):
    """Gift cards that pay an order. due: what is left to be paid beside them and what is held."""

    items: list[ShopGiftHold]
    due: Amount


@for_guests(router, "GET", "/shop/orders/{order}/gift-cards", gives=ShopGifts)
def shop_order_gifts(request: HttpRequest, order: UUID) -> ShopGifts:
    """The gift cards that are kept for the guest's order."""
    return _kept(order, guest_of(request))


@for_guests(router, "POST", "/shop/orders/{order}/gift-cards", gives=ShopGifts)
def add_shop_gift(
    request: HttpRequest, order: UUID, asked: ShopGiftCode, idempotency_key: CallKey = None
) -> HttpResponse:
    """Keep on the card what it can pay of the order. The same card again is kept anew for what is due now."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopGifts]:
        pay_with_own_card(asked.code, order, leaf=leaf, where=block_of(request), actor=acting(leaf), at=clock.now())
        return 200, _kept(order, leaf)

    return once_repeatable(request, idempotency_key, story)


@for_guests(router, "POST", "/shop/orders/{order}/gift-cards/{card}/drop", gives=ShopGifts)
def drop_shop_gift(
    request: HttpRequest, order: UUID, card: UUID, nothing: NoWords, idempotency_key: CallKey = None
) -> HttpResponse:
    """The card does not pay the order after all; done twice it is done once."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopGifts]:
        drop_own_card(order, card, leaf=leaf, actor=acting(leaf), at=clock.now())
        return 200, _kept(order, leaf)

    return once_repeatable(request, idempotency_key, story)


def _kept(order: UUID, leaf: UUID) -> ShopGifts:
    found, holds = own_order(order, leaf), gift_holds_of(order, clock.now())
    return ShopGifts(
        items=[
            ShopGiftHold(
                card=one.card, tail=one.tail, amount=Amount.of(one.amount, found.currency), kept_until=one.expires_at
            )
            for one in holds
        ],
        due=Amount.of(left_to_pay(found, clock.now()), found.currency),
    )
