"""A booked time is moved, by its customer or by staff; goods that wait for it wait as much longer."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.bookings.actions import lock_booking, move_to
from prilavok.domains.bookings.errors import BookingUnknown
from prilavok.domains.bookings.queries import read_booking, read_service
from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.places.queries import read_place
from prilavok.domains.stock.actions import hold_stock, lock_stock, release_holds
from prilavok.domains.stock.queries import list_holds_of
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.open_hours import other_minutes

needs = None  # a customer acts, on what is their own; the doors of staff ask for bookings.keep


def move_booking(
    booking: UUID,
    starts_at: datetime,
    *,
    resource: UUID | None = None,
    version: int | None = None,
    leaf: UUID | None = None,
    place: UUID | None = None,
    touchpoint: str,
    actor: Actor,
    at: datetime,
) -> bool:
    """Move it; False where it stands there already. See move_here."""
    with story():
        return move_here(
            booking, starts_at, resource=resource, version=version, leaf=leaf, place=place, touchpoint=touchpoint,
            actor=actor, at=at,
        )  # fmt: skip


def move_here(
    booking: UUID,
    starts_at: datetime,
    *,
    resource: UUID | None,
    version: int | None,
    leaf: UUID | None,
    place: UUID | None = None,
    touchpoint: str,
    actor: Actor,
    at: datetime,
) -> bool:
    """Within the caller's story: move a booking to another time or person of its place.

    leaf: whose it must be; place: where it must be. version: as it was looked at. Raises BookingUnknown,
    BookingMovedOn, BookingEnded, TooLateToChange, SlotTaken, OutsideHours; then nothing is changed.
    """
    found = lock_booking(booking, version=version)
    if leaf is not None and found.leaf != leaf and found.leaf not in leaves_shown(leaf):
        raise BookingUnknown
    if place not in (None, found.place):
        raise BookingUnknown
    where = read_place(found.place)
    if not move_to(
        found, starts_at, resource, zone=where.zone, place_days=other_minutes(where.hours), touchpoint=touchpoint,
        actor=actor, at=at,
    ):  # fmt: skip
        return False
    if held := list_holds_of(booking):
        units = {hold.variant: hold.units for hold in held}
        lock_stock([booking], found.place, list(units))
        release_holds(booking, actor=actor, at=at, reason="changed")
        until = read_booking(booking).ends_at + timedelta(minutes=read_service(found.service).grace)
        hold_stock(booking, found.place, units, until=until, actor=actor, at=at)
    return True
