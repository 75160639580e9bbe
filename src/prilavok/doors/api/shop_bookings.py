"""A guest books a time over the API: services, free times, and what is their own, moved and cancelled."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from prilavok.domains.bookings.errors import BookingOverlaps, BookingUnknown, ServiceUnknown
from prilavok.domains.bookings.queries import (
    goods_booked,
    list_bookings,
    list_services,
    list_slots,
    may_still_change,
    read_booking,
    read_service,
    read_services,
)
from prilavok.domains.bookings.types import BookingView, ServiceView, Wanted
from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.places.queries import read_place
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.shapes import Listed
from prilavok.doors.api.shop_basket import TOUCHPOINT
from prilavok.doors.api.shop_booking_shapes import (
    FittedGoods,
    ServicesAsked,
    ShopBookable,
    ShopBooking,
    ShopBookingAsked,
    ShopCancel,
    ShopMove,
    ShopSlot,
    SlotsAsked,
)
from prilavok.doors.api.shop_guests import acting, for_guests, guest_of, json_of, once
from prilavok.doors.api.shop_orders import refused_with
from prilavok.flows.cancel_booking import cancel_booking, cancel_here
from prilavok.flows.make_booking import make_booking, make_here
from prilavok.flows.move_booking import move_booking, move_here
from prilavok.kit import clock
from prilavok.kit.ids import new_id
from prilavok.kit.open_hours import other_minutes

router = Router(tags=["shop"])


@for_guests(router, "GET", "/shop/services", gives=Listed[ShopBookable])
def shop_services(request: HttpRequest, asked: Query[ServicesAsked]) -> Listed[ShopBookable]:
    """What may be booked, by code."""
    items = [
        ShopBookable(id=one.id, code=one.code, kind=one.kind, name=one.name, minutes=one.minutes, change=one.change)
        for one in list_services(place=asked.place)
    ]
    return Listed(items=items)


@for_guests(router, "GET", "/shop/services/{service}/slots", gives=Listed[ShopSlot])
def shop_slots(request: HttpRequest, service: UUID, asked: Query[SlotsAsked]) -> Listed[ShopSlot]:
    """The free times of a service at a place."""
    found, place, at = _open(service), read_place(asked.place), clock.now()
    day = asked.day or at.astimezone(ZoneInfo(place.zone)).date()
    only = None if asked.resource is None else [asked.resource]
    slots = list_slots(
        found, place.id, day, zone=place.zone, place_days=other_minutes(place.hours), at=at, days=asked.days,
        party=asked.party, resources=only,
    )  # fmt: skip
    items = [ShopSlot(resource=one.resource, starts_at=one.starts_at, ends_at=one.ends_at) for one in slots if one.open]
    return Listed(items=items)


@for_guests(router, "GET", "/shop/bookings", gives=Listed[ShopBooking])
def shop_bookings(request: HttpRequest) -> Listed[ShopBooking]:
    """The guest's bookings, the latest time first, at most two hundred."""
    page = list_bookings(leaves_shown(guest_of(request)), limit=200)
    return Listed(items=_shapes(page.rows, clock.now()))


@for_guests(router, "POST", "/shop/bookings", gives=ShopBooking, also=201)
def book_shop_time(request: HttpRequest, asked: ShopBookingAsked, idempotency_key: CallKey = None) -> HttpResponse:
    """Book a time. Without a key each call is a new wish, refused where the guest has booked that time already."""
    leaf, at, units = guest_of(request), clock.now(), dict[UUID, int]()
    for one in asked.goods:  # two lines of one variant are one demand
        units[one.variant] = units.get(one.variant, 0) + one.quantity
    wanted = Wanted(
        service=asked.service,
        place=asked.place,
        starts_at=asked.starts_at,
        resource=asked.resource,
        party=asked.party,
        words=asked.words,
        goods=units,
    )
    said: Any = {"leaf": leaf, "touchpoint": TOUCHPOINT, "phone": asked.phone, "actor": acting(leaf), "at": at}
    if idempotency_key:
        # The answer is kept in the same transaction, so that one is open already.
        key = uuid5(leaf, idempotency_key).hex
        return once(
            request, idempotency_key, 201, lambda: _shape(make_here(wanted, key=key, **said).booking, at)
        )  # fmt: skip
    try:
        made = make_booking(wanted, key=new_id(at).hex, alone=True, **said)
    except BookingOverlaps as overlaps:
        theirs = _shapes([read_booking(one) for one in overlaps.bookings], at)
        return refused_with(request, overlaps, bookings=[one.model_dump(mode="json") for one in theirs])
    return json_of(_shape(made.booking, at).model_dump_json().encode(), 201)


@for_guests(router, "GET", "/shop/bookings/{booking}", gives=ShopBooking)
def shop_booking(request: HttpRequest, booking: UUID) -> ShopBooking:
    """One booking of the guest."""
    return _own(booking, guest_of(request))


@for_guests(router, "POST", "/shop/bookings/{booking}/move", gives=ShopBooking)
def move_shop_booking(
    request: HttpRequest, booking: UUID, asked: ShopMove, idempotency_key: CallKey = None
) -> HttpResponse:
    """Move it to another time, of whoever is free or of the resource named."""
    leaf = guest_of(request)

    def story() -> ShopBooking:
        move = move_here if idempotency_key else move_booking
        move(
            booking, asked.starts_at, resource=asked.resource, version=asked.version, leaf=leaf,
            touchpoint=TOUCHPOINT, actor=acting(leaf), at=clock.now(),
        )  # fmt: skip
        return _own(booking, leaf)

    return once(request, idempotency_key, 200, story)


@for_guests(router, "POST", "/shop/bookings/{booking}/cancel", gives=ShopBooking)
def cancel_shop_booking(
    request: HttpRequest, booking: UUID, asked: ShopCancel, idempotency_key: CallKey = None
) -> HttpResponse:
    """Give the time back; done twice it is done once."""
    leaf = guest_of(request)

    def story() -> ShopBooking:
        cancel = cancel_here if idempotency_key else cancel_booking
        cancel(booking, version=asked.version, leaf=leaf, actor=acting(leaf), at=clock.now())
        return _own(booking, leaf)

    return once(request, idempotency_key, 200, story)


def _open(service: UUID) -> ServiceView:
    found = read_service(service)
    if found.archived_at is not None:
        raise ServiceUnknown
    return found


def _own(booking: UUID, leaf: UUID) -> ShopBooking:
    found = read_booking(booking)
    if found.leaf not in leaves_shown(leaf):
        raise BookingUnknown
    return _shapes([found], clock.now())[0]


def _shape(booking: UUID, at: datetime) -> ShopBooking:
    return _shapes([read_booking(booking)], at)[0]


def _shapes(bookings: Sequence[BookingView], at: datetime) -> list[ShopBooking]:
    services, goods = read_services([one.service for one in bookings]), goods_booked([one.id for one in bookings])
    return [
        ShopBooking(
            id=one.id,
            service=one.service,
            resource=one.resource,
            place=one.place,
            state=one.state,
            party=one.party,
            starts_at=one.starts_at.astimezone(UTC),
            ends_at=one.ends_at.astimezone(UTC),
            may_change=may_still_change(one, services[one.service], at),
            version=one.version,
            goods=[FittedGoods(variant=id, quantity=units) for id, units in goods.get(one.id, {}).items()],
        )
        for one in bookings
    ]
