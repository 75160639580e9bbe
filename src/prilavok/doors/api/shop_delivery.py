"""A guest's order to be brought home: where to and what it costs, and from where it comes."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.queries import read_quote
from prilavok.domains.shipments.queries import find_delivery, goods_in, list_shipments
from prilavok.domains.shipments.types.delivering import Delivering, Point
from prilavok.doors.api.shapes import Amount, Fit, Shape, Words
from prilavok.doors.api.shop_doors import ShopAtDoor, ShopDoorPromise, at_door_shape, door_promise_shape
from prilavok.doors.api.shop_guests import for_guests, guest_of
from prilavok.insights.door_promise import door_promise
from prilavok.insights.home_way import zones_with_days
from prilavok.kit import clock
from prilavok.kit.errors import NotFound

router = Router(tags=["shop"])
_Micro = Annotated[int, Field(strict=True, ge=-180_000_000, le=180_000_000)]


class ShopPoint(Shape):
    """A point on the earth, in millionths of a degree."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    latitude: Annotated[int, Field(strict=True, ge=-90_000_000, le=90_000_000)]
    longitude: _Micro


class ShopHome(Shape):
    """Where to and to whom it is brought. zone: of the parts of town that the shop brings to. note: for the courier.

    pay: before it is sent, or at the door, in one parcel then. expected: minor units that the guest was told it costs.
    wait_until: the last day until which the guest waits for goods that are to come; it is sent once all have.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: Annotated[str, StringConstraints(max_length=300), Fit]
    recipient: Annotated[str, StringConstraints(max_length=120), Fit]
    phone: Annotated[str, StringConstraints(max_length=40), Fit]
    note: Annotated[str, StringConstraints(max_length=300), Fit] = ""
    zone: UUID | None = None
    point: ShopPoint | None = None
    pay: Literal["before", "door"] = "door"
    expected: Annotated[int | None, Field(strict=True, ge=0, le=10**12)] = None
    wait_until: date | None = None

    def told(self) -> Delivering:
        """As the house takes it."""
        point = Point(self.point.latitude, self.point.longitude) if self.point else None
        return Delivering(
            self.address, self.recipient, self.phone, self.note, self.zone, point, self.pay, self.expected,
            self.wait_until,
        )  # fmt: skip


class ShopZone(Shape):
    """A part of town, and what bringing the goods of the quote there costs. free_from: free from goods of so much.

    home: by when they are at the door there.
    """

    zone: UUID
    code: str
    name: Words
    costs: Amount
    free_from: Amount | None
    home: ShopAtDoor | None = None


class ShopZones(Shape):
    """The parts of town to which the goods of a quote are brought; none where the store brings nothing."""

    zones: list[ShopZone]


class ShopParcel(Shape):
    """What one place sends: units by variant. state: planned, picking, ready, on_way, delivered, failed, returned."""

    shipment: UUID
    place: UUID
    state: str
    goods: dict[UUID, int]


class ShopDelivery(Shape):
    """Where the order is brought, and from which places it comes. promise: None where no day could be said."""

    address: str
    recipient: str
    phone: str
    note: str
    pay: str
    costs: Amount
    parcels: list[ShopParcel]
    promise: ShopDoorPromise | None = None


@for_guests(router, "GET", "/shop/quotes/{quote}/delivery", gives=ShopZones)
def shop_delivery(request: HttpRequest, quote: UUID) -> ShopZones:
    """Where the goods of a quote can be brought, and what that costs."""
    leaf, found = guest_of(request), read_quote(quote)
    if found.leaf != leaf and found.leaf not in leaves_shown(leaf):
        raise NotFound("quote.unknown", _("There is no such quote."))
    wants = {line.variant: line.quantity for line in read_quote(quote, lines=True).lines}
    offered = zones_with_days(read_place(found.place), wants, found.amount, clock.now(), touchpoint="site")
    return ShopZones(
        zones=[
            ShopZone(
                zone=zone.id,
                code=zone.code,
                name=zone.name,
                costs=Amount.of(offer.amount, found.currency),
                free_from=None if offer.row.free_from is None else Amount.of(offer.row.free_from, found.currency),
                home=at_door_shape(way),
            )
            for zone, offer, way in offered
        ]
    )


def delivery_shape(order: UUID) -> ShopDelivery | None:
    """Where an order is brought; None where it is collected."""
    agreed = find_delivery(order)
    if agreed is None:
        return None
    parcels = [one for one in list_shipments([order]) if one.home and one.state != "cancelled"]
    goods = goods_in([one.id for one in parcels])
    return ShopDelivery(
        address=agreed.address,
        recipient=agreed.recipient,
        phone=agreed.phone,
        note=agreed.note,
        pay=agreed.pay,
        costs=Amount.of(agreed.amount, agreed.currency),
        promise=door_promise_shape(door_promise(order)),
        parcels=[
            ShopParcel(
                shipment=one.id,
                place=one.place,
                state=one.state,
                goods={it.variant: it.units for it in goods if it.shipment == one.id},
            )
            for one in parcels
        ],
    )
