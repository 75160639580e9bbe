"""A booked time is given back, by its customer or by staff; it and its goods are free again at once."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.bookings.actions import end_booking, lock_booking
from prilavok.domains.bookings.errors import BookingUnknown
from prilavok.domains.customers.queries import leaves_shown
from prilavok.flows.free_fitting import free_goods_of
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own; the doors of staff ask for bookings.keep


def cancel_booking(
    booking: UUID,
    *,
    version: int | None = None,
    leaf: UUID | None = None,
    place: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> bool:
    """Cancel it; whether it was not cancelled before. See cancel_here."""
    with story():
        return cancel_here(booking, version=version, leaf=leaf, place=place, actor=actor, at=at)


def cancel_here(
    booking: UUID, *, version: int | None, leaf: UUID | None, place: UUID | None = None, actor: Actor, at: datetime
) -> bool:
    """Within the caller's story. leaf: whose it must be; place: where it must be. version: as it was looked at.

    Raises BookingUnknown, BookingMovedOn, BookingEnded once it is over, TooLateToChange (of customers alone).
    """
    found = lock_booking(booking, version=None)
    if leaf is not None and found.leaf != leaf and found.leaf not in leaves_shown(leaf):
        raise BookingUnknown
    if place not in (None, found.place):
        raise BookingUnknown
    if found.state == "cancelled":
        return False
    lock_booking(booking, version=version)
    ended = end_booking(found, "customer" if actor.kind == "leaf" else "staff", actor=actor, at=at)
    free_goods_of(found, reason="cancelled", actor=actor, at=at)
    return ended
