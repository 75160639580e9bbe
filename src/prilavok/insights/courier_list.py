"""What a courier has to bring from a place today: addresses, goods, phones, and what is to be paid at each door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.customers.queries import preferences_of_leaves
from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import list_attempts
from prilavok.domains.payments.types import AttemptView
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.domains.shipments.queries import (
    find_delivery,
    goods_in,
    list_to_bring,
    read_deliveries,
    read_zones,
    shipment_of_id,
)
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.shipments.types.delivering import DeliveryView, ParcelGoods, ZoneView
from prilavok.domains.staff.queries import read_staff
from prilavok.insights.left_to_pay import left_to_pay
from prilavok.kit import clock

MOST = 60


@dataclass(frozen=True, slots=True)
class Bringing:
    """A parcel as its courier sees it. due: minor units to be taken at the door; unpaid: to be paid before it goes.

    courier: the name of who has it, "" for nobody. waiting: the card charge that has not been answered.
    write: the customer wants no calls.
    """

    shipment: ShipmentView
    order: OrderView
    agreed: DeliveryView
    zone: ZoneView | None
    goods: tuple[tuple[VariantView, int], ...]
    due: int
    unpaid: bool
    courier: str
    waiting: AttemptView | None
    write: bool = False

    @property
    def dial(self) -> str:
        """The phone as a link dials it."""
        return "".join(sign for sign in self.agreed.phone if sign.isdigit() or sign == "+")


@dataclass(frozen=True, slots=True)
class CourierList:
    """What lies ready to go, is under way, and was not taken. cut: there is more than is shown."""

    ready: tuple[Bringing, ...]
    on_way: tuple[Bringing, ...]
    failed: tuple[Bringing, ...]
    cut: bool


def read_courier_list(place: UUID) -> CourierList:
    """Everything that is to be brought from the place."""
    found = list_to_bring(place, limit=MOST + 1)
    rows = _bringing(found[:MOST])
    by_state = {
        state: tuple(one for one in rows if one.shipment.state == state) for state in ("ready", "on_way", "failed")
    }
    return CourierList(by_state["ready"], by_state["on_way"], by_state["failed"], len(found) > MOST)


def read_parcel(shipment: UUID, *, place: UUID) -> Bringing:
    """One parcel of the place. Raises ShipmentUnknown, also for one of another place or one that is collected."""
    return _bringing([parcel_here(shipment, place)])[0]


def parcel_here(shipment: UUID, place: UUID) -> ShipmentView:
    """A shipment that is brought home from this place. Raises ShipmentUnknown."""
    found = shipment_of_id(shipment)
    if found.place != place or not found.home or find_delivery(found.order) is None:
        raise ShipmentUnknown
    return found


def _bringing(shipments: Sequence[ShipmentView]) -> list[Bringing]:
    orders = read_orders([one.order for one in shipments])
    agreed = read_deliveries(list(orders))
    zones = read_zones([one.zone for one in agreed.values() if one.zone])
    goods = goods_in([one.id for one in shipments])
    variants = read_variants([one.variant for one in goods])
    at, wishes = clock.now(), preferences_of_leaves([one.leaf for one in agreed.values()])
    staff = read_staff([one.courier for one in shipments if one.courier])
    return [
        _one(
            one, orders[one.order], agreed[one.order], zones, goods, variants,
            courier=staff[one.courier].name if one.courier in staff else "",
            write=wishes[agreed[one.order].leaf].reach == "write",
            at=at,
        )
        for one in shipments
    ]  # fmt: skip


def _one(
    shipment: ShipmentView, order: OrderView, agreed: DeliveryView, zones: dict[UUID, ZoneView],
    goods: Sequence[ParcelGoods], variants: dict[UUID, VariantView], *, courier: str, write: bool, at: datetime,
) -> Bringing:  # fmt: skip
    due = left_to_pay(order, at)
    return Bringing(
        shipment=shipment,
        order=order,
        agreed=agreed,
        zone=zones.get(agreed.zone) if agreed.zone else None,
        goods=tuple((variants[one.variant], one.units) for one in goods if one.shipment == shipment.id),
        due=due,
        unpaid=bool(due) and agreed.pay == "before",
        courier=courier,
        waiting=next((one for one in list_attempts(order.id) if one.is_open), None) if due else None,
        write=write,
    )
