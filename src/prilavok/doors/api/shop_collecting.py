"""A guest sees when an order can be collected, and collects it at another time than was chosen."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import ConfigDict

from prilavok.domains.shipments.errors import ShipmentUnknown, SlotFull
from prilavok.domains.shipments.queries import read_promise, read_shipment
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.shapes import AskedInstant, Instant, Shape
from prilavok.doors.api.shop_guests import acting, for_guests, guest_of, once_repeatable
from prilavok.doors.api.shop_order_shapes import ShopCollectingSlot
from prilavok.doors.api.shop_orders import collecting_slot, own_order, refused_with
from prilavok.flows.move_slot import move_own_slot
from prilavok.insights.collecting_times import collecting_times
from prilavok.kit import clock

router = Router(tags=["shop"])


class ShopCollectingTimes(Shape):
    """When an order placed now can be collected. ready_by: where nothing is chosen; null: this store has no time free.

    slots: to choose from; none where the store knows no slots.
    """

    ready_by: Instant | None
    slots: list[ShopCollectingSlot]


class ShopSlotAsked(Shape):
    """slot: the beginning of a free slot."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slot: AskedInstant


class ShopPromise(Shape):
    """When it lies ready. expected_at: the later time the guest was told, null while the promise holds."""

    ready_by: Instant
    expected_at: Instant | None
    slot_starts: Instant | None
    slot_ends: Instant | None


@for_guests(router, "GET", "/shop/places/{place}/collecting", gives=ShopCollectingTimes)
def shop_collecting_times(request: HttpRequest, place: UUID) -> ShopCollectingTimes:
    """When an order placed now can be collected at a store."""
    found = collecting_times(place, at=clock.now())
    return ShopCollectingTimes(
        ready_by=found.soonest, slots=[collecting_slot(one) for day in found.days for one in day.slots]
    )


@for_guests(router, "GET", "/shop/orders/{order}/promise", gives=ShopPromise)
def shop_promise(request: HttpRequest, order: UUID) -> ShopPromise:
    """When the guest's order lies ready; 404 where nothing of it waits."""
    return _promise(own_order(order, guest_of(request)).id)


@for_guests(router, "POST", "/shop/orders/{order}/slot", gives=ShopPromise)
def move_shop_slot(
    request: HttpRequest, order: UUID, asked: ShopSlotAsked, idempotency_key: CallKey = None
) -> HttpResponse:
    """Collect in another slot. A slot that is taken meanwhile is refused with free ones, and nothing is changed."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopPromise]:
        move_own_slot(order, asked.slot, leaf=leaf, actor=acting(leaf), at=clock.now())
        return 200, _promise(order)

    try:
        return once_repeatable(request, idempotency_key, story)
    except SlotFull as full:
        return refused_with(request, full, free=[collecting_slot(one).model_dump(mode="json") for one in full.free])


def _promise(order: UUID) -> ShopPromise:
    shipment = read_shipment(order)
    found = read_promise(shipment.id) if shipment is not None and shipment.waits and not shipment.home else None
    if found is None:
        raise ShipmentUnknown
    return ShopPromise(
        ready_by=found.ready_by,
        expected_at=found.expected_at,
        slot_starts=found.slot_starts,
        slot_ends=found.slot_ends,
    )
