"""Goods that waited in a fitting room are free again: bought or put back, as staff say, or nobody came."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from prilavok.domains.bookings.actions import lock_booking
from prilavok.domains.bookings.errors import BookingUnknown
from prilavok.domains.bookings.types import BookingView
from prilavok.domains.stock.actions import lock_stock, release_holds
from prilavok.domains.stock.queries import list_holds_of
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "bookings.keep"


def free_fitting(booking: UUID, *, place: UUID, actor: Actor, at: datetime) -> bool:
    """The goods are bought or back on the shelf; whether any were still held. Raises BookingUnknown."""
    with story():
        found = lock_booking(booking)
        if found.place != place:
            raise BookingUnknown
        return free_goods_of(found, reason="cancelled", actor=actor, at=at)


def free_goods_of(booking: BookingView, *, reason: Literal["cancelled", "expired"], actor: Actor, at: datetime) -> bool:
    """Within the caller's story, with the booking's row held: give back what is still held; whether anything was."""
    held = list_holds_of(booking.id)
    if not held:
        return False
    lock_stock([booking.id], booking.place, [hold.variant for hold in held])
    return bool(release_holds(booking.id, actor=actor, at=at, reason=reason))
