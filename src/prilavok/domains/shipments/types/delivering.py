"""An order that is brought home, as others see it. Amounts in minor units, points in millionths of a degree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from prilavok.kit.words import Words

#: when it is paid: before anything is sent, or to the courier; what is paid at the door comes in one parcel
Pay = Literal["before", "door"]
#: why a parcel was not taken
WhyFailed = Literal["nobody_home", "refused", "no_way", "other"]
WHY_FAILED: tuple[WhyFailed, ...] = ("nobody_home", "refused", "no_way", "other")


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the earth, in millionths of a degree."""

    latitude: int
    longitude: int


@dataclass(frozen=True, slots=True)
class Delivering:
    """Where and to whom an order is to be brought. note: for the courier. zone: of those the shop brings to.

    point: the address measured exactly, None: as if in the middle of its zone. expected: what the customer was told
    that it costs, None where nothing was told. wait_until: the day until which the customer agreed to wait for goods
    that are to come; None: all of it is to be there.
    """

    address: str
    recipient: str
    phone: str
    note: str = ""
    zone: UUID | None = None
    point: Point | None = None
    pay: Pay = "door"
    expected: int | None = None
    wait_until: date | None = None


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """What was agreed of bringing an order home; its words are "" once they were erased.

    amount: what the customer pays for it. service: the variant as which it stands on the order.
    """

    order: UUID
    leaf: UUID
    zone: UUID | None
    point: Point | None
    pay: str
    amount: int
    currency: str
    service: UUID | None
    address: str
    recipient: str
    phone: str
    note: str


@dataclass(frozen=True, slots=True)
class ZoneView:
    """A part of the town to which orders are brought, and its middle."""

    id: UUID
    code: str
    name: Words
    point: Point
    version: int


@dataclass(frozen=True, slots=True)
class DeliveryPriceView:
    """What bringing costs into a zone, or up to a distance from the place that sells. place: None for every place.

    service: the variant as which it stands on the order. free_from: free from goods of so much on.
    """

    id: UUID
    place: UUID | None
    zone: UUID | None
    up_to_metres: int | None
    amount: int
    free_from: int | None
    currency: str
    service: UUID
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class NewParcel:
    """Goods that one place sends of an order: units by line; variants: of those lines."""

    place: UUID
    units: Mapping[UUID, int]
    variants: Mapping[UUID, UUID]


@dataclass(frozen=True, slots=True)
class ParcelGoods:
    """Units of an order's line that a shipment brings."""

    shipment: UUID
    line: UUID
    variant: UUID
    units: int
