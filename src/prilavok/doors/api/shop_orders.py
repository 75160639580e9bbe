"""A guest places an order by a quote, and sees what is their own."""

from typing import Any, Literal
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.giftcards.queries import shown_codes
from prilavok.domains.orders.errors import OutOfStock
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types import OrderView, Placed
from prilavok.domains.payments.queries import held_for
from prilavok.domains.pricing.errors import QuoteEnded
from prilavok.domains.shipments.errors import SlotFull
from prilavok.domains.shipments.queries import read_pickup
from prilavok.domains.shipments.types import CollectingSlot
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.shapes import Amount
from prilavok.doors.api.shop_basket import TOUCHPOINT, NoWords, quote_shape
from prilavok.doors.api.shop_delivery import delivery_shape
from prilavok.doors.api.shop_guests import acting, for_guests, guest_of, once_repeatable
from prilavok.doors.api.shop_order_shapes import (
    ShopCollectingSlot,
    ShopGiftBought,
    ShopOrder,
    ShopOrderLine,
    ShopPayment,
    ShopPickup,
    ShopPlaced,
    ShopPlacing,
)
from prilavok.doors.web.parts.failures import answer, failure_of
from prilavok.flows.pay_own_order import pay_own_order
from prilavok.flows.place_delivery import place_delivery
from prilavok.flows.place_order import place_order
from prilavok.insights.awaited import lines_awaited
from prilavok.insights.set_names import sets_of_order
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused

router = Router(tags=["shop"])


@for_guests(router, "POST", "/shop/orders", gives=ShopPlaced, also=201)
def place_shop_order(request: HttpRequest, placing: ShopPlacing, idempotency_key: CallKey = None) -> HttpResponse:
    """Place the order of a quote, to collect or to be brought. The quote is the key: again it is the same order."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopPlaced]:
        placed = _place(placing, leaf)
        return 201 if placed.new else 200, ShopPlaced(order=placed.order, number=placed.number, new=placed.new)

    try:
        return once_repeatable(request, idempotency_key, story)
    except OutOfStock as short:
        lacks = [
            {
                "variant": one.variant,
                "asked": one.asked,
                "free": one.free,
                "elsewhere": one.elsewhere,
                "wait_until": one.wait_until,
            }
            for one in short.lacks
        ]
        return refused_with(request, short, lacks=lacks)
    except SlotFull as full:
        free = [collecting_slot(one).model_dump(mode="json") for one in full.free]
        return refused_with(request, full, free=free)
    except QuoteEnded as ended:
        return refused_with(request, ended, quote=quote_shape(ended.quote).model_dump(mode="json"))


def _place(placing: ShopPlacing, leaf: UUID) -> Placed:
    seen, at = placing.basket_version, clock.now()
    if placing.home is None:
        return place_order(
            placing.quote,
            leaf=leaf,
            touchpoint=TOUCHPOINT,
            actor=acting(leaf),
            at=at,
            basket_version=seen,
            slot=placing.slot,
            wait_until=placing.wait_until,
        )
    if placing.wait_until is not None:
        raise Refused("order.no_wait_home", _("What is brought home is sent at once: such an order cannot wait."))
    if placing.slot is not None:
        raise Refused("order.no_slot_home", _("A slot is a time to collect: what is brought home has none."))
    told = placing.home.told()
    return place_delivery(
        placing.quote, told, leaf=leaf, touchpoint=TOUCHPOINT, actor=acting(leaf), at=at, basket_version=seen
    )


@for_guests(router, "POST", "/shop/orders/{order}/pay", gives=ShopPayment)
def pay_shop_order(
    request: HttpRequest, order: UUID, nothing: NoWords, idempotency_key: CallKey = None
) -> HttpResponse:
    """Pay now by card instead of at the counter. What is paid is never charged again, so a repeat is safe."""
    leaf = guest_of(request)
    return once_repeatable(request, idempotency_key, lambda: (200, _paid(order, leaf)))


def _paid(order: UUID, leaf: UUID) -> ShopPayment:
    tried = pay_own_order(order, leaf=leaf, actor=acting(leaf), at=clock.now())
    if tried is None:
        found = own_order(order, leaf)
        return ShopPayment(state="held" if held_for(order) else "captured", amount=Amount.of(0, found.currency))
    state: Literal["captured", "refused", "unknown"] = "unknown"
    if tried.state in ("captured", "refused"):
        state = "captured" if tried.state == "captured" else "refused"
    return ShopPayment(state=state, amount=Amount.of(tried.amount, tried.currency))


@for_guests(router, "GET", "/shop/orders/{order}", gives=ShopOrder)
def shop_order(request: HttpRequest, order: UUID) -> ShopOrder:
    """One order of the guest, with its pickup code."""
    found = own_order(order, guest_of(request))
    shipment, code = read_pickup(order) or (None, "")
    home, pickup = shipment is None or shipment.home, None
    if shipment is not None and not home:
        pickup = ShopPickup(place=shipment.place, state=shipment.state, keep_until=shipment.keep_until, code=code)
    lines, waits = list_lines(order), lines_awaited(order)
    sets = sets_of_order(order, lines)
    # Gift cards are made as they are handed over.
    gifts = found.touchpoint != "till" and any(line.handed_over for line in lines)
    held = held_for(order)
    return ShopOrder(
        id=found.id,
        number=found.number,
        commercial=found.commercial,
        payment=found.payment,
        fulfilment=found.fulfilment,
        amount=Amount.of(found.paid_amount, found.currency),
        placed_at=found.placed_at,
        version=found.version,
        lines=[
            ShopOrderLine(
                variant=line.variant,
                quantity=line.quantity,
                handed_over=line.handed_over,
                cancelled=line.cancelled,
                returned=line.returned,
                amount=Amount.of(line.amount, found.currency),
                awaited=waits[line.variant].units if line.variant in waits else 0,
                comes_on=waits[line.variant].day if line.variant in waits else None,
                set=sets.get(line.variant),
            )
            for line in lines
        ],
        pickup=pickup,
        home=delivery_shape(order) if home else None,
        held=Amount.of(held, found.currency) if held else None,
        gift_cards=[
            ShopGiftBought(code=one.code, amount=Amount.of(one.amount, one.currency), ends_at=one.ends_at)
            for one in (shown_codes(clock.now(), order=order) if gifts else [])
        ],
    )


def collecting_slot(one: CollectingSlot) -> ShopCollectingSlot:
    """A slot as guests see it."""
    return ShopCollectingSlot(starts_at=one.starts_at, ends_at=one.ends_at, left=one.left)


def own_order(order: UUID, leaf: UUID) -> OrderView:
    """An order of the guest's person. Raises NotFound for anybody else's."""
    found = read_order(order)
    if found.leaf != leaf and found.leaf not in leaves_shown(leaf):
        raise NotFound("order.unknown", _("There is no such order."))
    return found


def refused_with(request: HttpRequest, trouble: Refused, **more: Any) -> HttpResponse:
    """Problem details with members of their own beside the usual ones (RFC 9457, 3.2)."""
    failure = failure_of(trouble)
    assert failure is not None
    response = answer(request, failure)
    response.content = orjson.dumps(orjson.loads(response.content) | more)
    return response
