"""Times are booked and moved: seats taken under the lock of their resources, so that no two take one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F

from prilavok.domains.bookings.errors import (
    BookingEnded,
    BookingMovedOn,
    BookingUnknown,
    GoodsUnfit,
    OutsideHours,
    PartyUnfit,
    ServiceUnknown,
    SlotTaken,
    TooLateToChange,
    WordsTooLong,
)
from prilavok.domains.bookings.models import BookedGoods, Booking, Given, Moved, Resource, Seat
from prilavok.domains.bookings.queries import find_booking_by_key, list_slots, nearest_slots, read_booking, read_service
from prilavok.domains.bookings.rules import may_change, reminded_when
from prilavok.domains.bookings.types import (
    FITTING,
    LARGEST_PARTY,
    LONGEST_WORDS,
    Booked,
    BookingView,
    ServiceView,
    SlotView,
    Spans,
    Wanted,
)
from prilavok.kit.columns import Origin
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfBooking, Touchpoint
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id, new_ids


def put_booking(
    wanted: Wanted, *, leaf: UUID, key: str, zone: str, place_days: Mapping[date, Spans], touchpoint: str, actor: Actor,
    at: datetime,
) -> Booked:  # fmt: skip
    """Book a time, with whoever of those free has the fewest that day where anyone is asked for.

    key: names the booking among those of the leaf; the same again is the same booking. zone, place_days: of the place,
    see list_slots. Staff are bound by hours alone. Records booking.made. Raises ServiceUnknown, PartyUnfit,
    WordsTooLong, GoodsUnfit, SlotTaken and OutsideHours, each with the nearest free times; then nothing is written.
    """
    service = read_service(wanted.service)
    _check(wanted, service)
    _lock_resources(service.id, wanted.place, wanted.resource)
    if known := find_booking_by_key(leaf, key):
        return Booked(known.id, new=False)
    slot = _choose(
        service, wanted.place, wanted.starts_at, wanted.resource, wanted.party, zone, place_days, actor, at, None
    )
    booking = Booking.objects.create(
        id=new_id(at),
        leaf_id=leaf,
        key=key,
        service_id=service.id,
        resource_id=slot.resource,
        place_id=wanted.place,
        state=Booking.State.BOOKED,
        party=wanted.party,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        touchpoint=touchpoint,
        origin=Origin.LIVE,
        words=wanted.words.strip() or None,
        made_at=at,
        made_by_kind=actor.kind,
        made_by=actor.id,
        miss_at=slot.starts_at + timedelta(minutes=service.grace),
        remind_at=reminded_when(slot.starts_at, service.remind, at),
    )
    _take_seats(booking.id, service, slot, at)
    BookedGoods.objects.bulk_create(
        [
            BookedGoods(id=id, booking_id=booking.id, variant_id=variant, quantity=units)
            for id, (variant, units) in zip(new_ids(len(wanted.goods), at), wanted.goods.items(), strict=True)
        ]
    )
    tell_booking("booking.made", booking, actor, at, touchpoint=touchpoint)
    return Booked(booking.id, new=True)


def lock_booking(booking: UUID, *, version: int | None = None) -> BookingView:
    """Hold the booking's row until the story ends. Raises BookingUnknown, BookingMovedOn where it is another by now."""
    if not Booking.objects.select_for_update(no_key=True).filter(id=booking).exists():
        raise BookingUnknown
    found = read_booking(booking)
    if version is not None and found.version != version:
        raise BookingMovedOn(found.version)
    return found


def lock_bookings_of(leaves: Sequence[UUID]) -> None:
    """Before anything else is held: who books for one of these leaves in this way waits until the story ends."""
    with connection.cursor() as cursor:
        for leaf in sorted(leaves):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"bookings of {leaf}"])


def move_to(
    booking: BookingView, starts_at: datetime, resource: UUID | None, *, zone: str, place_days: Mapping[date, Spans],
    touchpoint: str, actor: Actor, at: datetime,
) -> bool:  # fmt: skip
    """Move a booking whose row is held to another time or person at its place; False where it stands there already.

    resource: None for whoever is free, the same first. Records booking.moved. Raises BookingEnded, TooLateToChange (of
    customers alone), and as put_booking.
    """
    service = read_service(booking.service)
    if booking.state != "booked":
        raise BookingEnded(booking.state)
    if booking.starts_at == starts_at and resource in (None, booking.resource):
        return False
    if actor.kind == "leaf" and not may_change(booking.starts_at, service.change, at):
        raise TooLateToChange(service.change)
    _lock_resources(service.id, booking.place, resource, booking.resource)
    slot = _choose(
        service, booking.place, starts_at, resource, booking.party, zone, place_days, actor, at, booking.id,
        first=booking.resource,
    )  # fmt: skip
    Seat.objects.filter(booking=booking.id, living=True).update(living=False)
    _take_seats(booking.id, service, slot, at)
    Moved.objects.create(
        id=new_id(at),
        booking_id=booking.id,
        version=booking.version,
        resource=booking.resource,
        starts_at=booking.starts_at,
        moved_at=at,
        actor_kind=actor.kind,
        actor=actor.id,
    )
    Booking.objects.filter(id=booking.id).update(
        resource=slot.resource,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        miss_at=slot.starts_at + timedelta(minutes=service.grace),
        remind_at=reminded_when(slot.starts_at, service.remind, at),
        reminded_at=None,
        version=F("version") + 1,
    )
    tell_booking("booking.moved", Booking.objects.get(id=booking.id), actor, at, touchpoint=touchpoint)
    return True


def tell_booking(
    verb: str, booking: Booking, actor: Actor, at: datetime, *, touchpoint: str = "", reason: str = ""
) -> None:
    """Record what became of a booking."""
    facts = OfBooking(
        booking.id,
        booking.service_id,
        cast(Touchpoint, touchpoint) if touchpoint else None,
        "staff" if reason == "staff" else "customer" if reason else None,
    )
    event = NewEvent(
        verb=verb, occurred_at=at, leaf=booking.leaf_id, subject_kind="booking", subject=booking.id,
        place=booking.place_id, actor=actor, facts=facts,
    )  # fmt: skip
    record([event], at)


def _check(wanted: Wanted, service: ServiceView) -> None:
    if service.archived_at is not None:
        raise ServiceUnknown
    if not 0 < wanted.party <= LARGEST_PARTY:
        raise PartyUnfit
    if len(wanted.words) > LONGEST_WORDS or "\x00" in wanted.words:
        raise WordsTooLong
    if wanted.goods and (service.kind != FITTING or min(wanted.goods.values()) < 1):
        raise GoodsUnfit


def _lock_resources(service: UUID, place: UUID, *named: UUID | None) -> None:
    """Hold the rows of those who may give it, in one order: whoever books any of them sees what we take."""
    ids = {one for one in named if one is not None}
    if None in named:
        given = Given.objects.filter(service=service, resource__place=place)
        ids.update(given.values_list("resource_id", flat=True))
    list(Resource.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id").values_list("id"))


def _choose(
    service: ServiceView, place: UUID, starts_at: datetime, resource: UUID | None, party: int, zone: str,
    place_days: Mapping[date, Spans], actor: Actor, at: datetime, but: UUID | None, *, first: UUID | None = None,
) -> SlotView:  # fmt: skip
    staff = actor.kind == "staff"
    day = starts_at.astimezone(ZoneInfo(zone)).date()
    only = None if resource is None else [resource]
    slots = list_slots(
        service, place, day, zone=zone, place_days=place_days, at=at, party=party, resources=only, by_staff=staff,
        but=but,
    )  # fmt: skip
    there = [slot for slot in slots if slot.starts_at == starts_at]
    free = [slot for slot in there if slot.open]
    if not free:
        near = nearest_slots(
            service, place, starts_at, zone=zone, place_days=place_days, at=at, party=party, by_staff=staff, but=but
        )
        raise SlotTaken(near) if there else OutsideHours(near)
    busy = _busy([slot.resource for slot in free], starts_at)
    return min(free, key=lambda slot: (slot.resource != first, busy.get(slot.resource, 0), slot.resource))


def _busy(resources: Sequence[UUID], starts_at: datetime) -> dict[UUID, int]:
    """How many bookings each has in the half days around."""
    around = timedelta(hours=12)
    rows = Booking.objects.filter(
        resource__in=resources, state="booked", starts_at__range=(starts_at - around, starts_at + around)
    ).values_list("resource_id", flat=True)
    counted: dict[UUID, int] = {}
    for resource in rows:
        counted[resource] = counted.get(resource, 0) + 1
    return counted


def _take_seats(booking: UUID, service: ServiceView, slot: SlotView, at: datetime) -> None:
    begins = slot.starts_at - timedelta(minutes=service.before)
    ends = slot.ends_at + timedelta(minutes=service.after)
    taken = call("bookings_take_seats", booking, slot.resource, begins, ends, slot.needed, at)
    if len(taken) < slot.needed:
        raise SlotTaken
