"""Bookings as pages show them: one's own, those of a place by resource, and the times there are to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.bookings.errors import BookingUnknown
from prilavok.domains.bookings.queries import (
    goods_booked,
    list_bookings,
    list_bookings_at,
    list_moved,
    list_resources,
    list_services,
    list_slots,
    may_still_change,
    places_giving,
    read_booking,
    read_resources,
    read_services,
)
from prilavok.domains.bookings.types import BookingView, MovedView, ResourceView, ServiceView, SlotView
from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.queries import name_places, read_place, read_places
from prilavok.domains.places.types import PlaceName, PlaceView
from prilavok.domains.pricing.types import ShownPrice
from prilavok.domains.staff.types import StaffActor
from prilavok.domains.stock.queries import list_holds_of
from prilavok.insights.booking_people import phones_of
from prilavok.insights.picking_list import names_of
from prilavok.insights.reckoning import shown_prices
from prilavok.kit.open_hours import other_minutes
from prilavok.kit.pages import Mark, Page

DAYS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking with the names of what it is. held: whether its goods are held in this moment."""

    booking: BookingView
    service: ServiceView
    resource: ResourceView
    place: PlaceName
    goods: tuple[tuple[VariantView, int], ...]
    may_change: bool
    customer: str = ""
    phone: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A service with what it costs at the store, None where no price is known, and how many stores give it."""

    service: ServiceView
    price: ShownPrice | None
    places: tuple[PlaceName, ...]


@dataclass(frozen=True, slots=True)
class Time:
    """A beginning and who is free for it."""

    starts_at: datetime
    resources: tuple[ResourceView, ...]


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day of the strip: how many beginnings are free."""

    day: date
    free: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A service at a place with its days and the free times of one of them."""

    service: ServiceView
    place: PlaceView
    price: ShownPrice | None
    resources: tuple[ResourceView, ...]
    days: tuple[DayChoice, ...]
    day: date
    times: tuple[Time, ...]
    most: int


def list_offered(place: PlaceView | None, at: datetime) -> list[Offered]:
    """The services that somebody gives somewhere, those of the store first."""
    known = name_places()
    found = []
    services = list_services()
    prices = _prices([one for one in services if one.variant], place, at)
    for service in services:
        places = tuple(known[one] for one in places_giving(service.id) if one in known)
        if places:
            found.append(Offered(service, prices.get(service.variant) if service.variant else None, places))
    here = place.id if place else None
    return sorted(found, key=lambda one: here not in {place.id for place in one.places})


def read_choice(
    service: ServiceView, place: UUID, at: datetime, *, day: date | None = None, resource: UUID | None = None,
    party: int = 1, by_staff: bool = False, but: UUID | None = None,
) -> Choice:  # fmt: skip
    """The free times of a service at a place on a day; the first day with any where none is named."""
    where = read_place(place)
    today = at.astimezone(ZoneInfo(where.zone)).date()
    given = tuple(list_resources(place, service=service.id))
    named = {one.id: one for one in given}
    only = [resource] if resource in named else None
    first = day if day is not None and by_staff else today
    slots = [
        slot
        for slot in list_slots(
            service, place, first, zone=where.zone, place_days=other_minutes(where.hours), at=at, days=DAYS_SHOWN,
            party=party, resources=only, by_staff=by_staff, but=but,
        )
        if slot.open
    ]  # fmt: skip
    by_day = {day: _times(list(of), named) for day, of in groupby(slots, key=lambda one: _day(one, where.zone))}
    shown = [first + timedelta(days=nth) for nth in range(DAYS_SHOWN)]
    chosen = day if day in shown else next(iter(by_day), first)
    return Choice(
        service=service,
        place=where,
        price=_prices([service], where, at).get(service.variant) if service.variant else None,
        resources=given,
        days=tuple(DayChoice(one, len(by_day.get(one, ()))) for one in shown),
        day=chosen,
        times=by_day.get(chosen, ()),
        most=max((one.seats * one.holds for one in given), default=1),
    )


def list_own_bookings(
    leaves: Sequence[UUID], at: datetime, *, open_only: bool = False, after: Mark | None = None, limit: int = 20
) -> Page[BookingRow]:
    """One's own bookings, the latest time first."""
    page = list_bookings(leaves, open_only=open_only, after=after, limit=limit)
    return page.turned(lambda rows: booking_rows(rows, at))


def read_own_booking(booking: UUID, leaves: Sequence[UUID], at: datetime) -> tuple[BookingRow, list[MovedView]]:
    """One's own booking with where it was moved from. Raises BookingUnknown."""
    found = read_booking(booking)
    if found.leaf not in leaves:
        raise BookingUnknown
    return booking_rows([found], at)[0], list_moved(booking)


@dataclass(frozen=True, slots=True)
class Column:
    """What is booked with one resource on a day."""

    resource: ResourceView
    rows: tuple[BookingRow, ...]


def read_journal(place: PlaceName, day: date, at: datetime, *, actor: StaffActor) -> list[Column]:
    """The day of a place by resource; one's own first, cancelled bookings left out."""
    zone = ZoneInfo(place.zone)
    since = datetime.combine(day, datetime.min.time(), zone)
    until = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    found = [one for one in list_bookings_at(place.id, since, until) if one.state != "cancelled"]
    rows = booking_rows(found, at, actor=actor)
    working = {one.id: one for one in list_resources(place.id)} | {row.resource.id: row.resource for row in rows}
    columns = [Column(one, tuple(row for row in rows if row.resource.id == one.id)) for one in working.values()]
    return sorted(columns, key=lambda column: column.resource.staff != actor.id)


def booking_rows(bookings: Sequence[BookingView], at: datetime, *, actor: StaffActor | None = None) -> list[BookingRow]:
    """Bookings with their names. actor: of staff, who see customers as far as they may; None for the customer."""
    services = read_services([one.service for one in bookings])
    resources = read_resources([one.resource for one in bookings])
    places = name_places() if bookings else {}
    goods = goods_booked([one.id for one in bookings])
    variants = read_variants([variant for units in goods.values() for variant in units])
    leaves = [one.leaf for one in bookings]
    names = names_of(leaves, actor=actor) if actor else {}
    phones = phones_of(leaves, actor=actor) if actor else {}
    return [
        BookingRow(
            booking=one,
            service=services[one.service],
            resource=resources[one.resource],
            place=places[one.place],
            goods=tuple((variants[id], units) for id, units in goods.get(one.id, {}).items() if id in variants),
            may_change=may_still_change(one, services[one.service], at),
            customer=names.get(one.leaf, ""),
            phone=phones.get(one.leaf, ""),
            held=one.id in goods and bool(list_holds_of(one.id)),
        )
        for one in bookings
    ]


def places_of(service: UUID) -> list[PlaceView]:
    """The places that give the service, by code."""
    return sorted(read_places(places_giving(service)).values(), key=lambda place: place.code)


def _prices(services: Sequence[ServiceView], place: PlaceView | None, at: datetime) -> Mapping[UUID, ShownPrice]:
    variants = [one.variant for one in services if one.variant]
    return shown_prices(variants, place, touchpoint="site", at=at) if variants and place else {}


def _times(slots: Sequence[SlotView], named: Mapping[UUID, ResourceView]) -> tuple[Time, ...]:
    return tuple(
        Time(starts, tuple(named[one.resource] for one in of))
        for starts, of in groupby(slots, key=lambda slot: slot.starts_at)
    )


def _day(slot: SlotView, zone: str) -> date:
    return slot.starts_at.astimezone(ZoneInfo(zone)).date()
