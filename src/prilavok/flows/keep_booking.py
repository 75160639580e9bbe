"""Somebody came at the time they had booked, as staff say; or they did not."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.bookings.actions import lock_booking, say_kept, say_missed
from prilavok.domains.bookings.errors import BookingUnknown
from prilavok.domains.bookings.types import BookingView
from prilavok.flows.free_fitting import free_goods_of
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "bookings.keep"


def keep_booking(booking: UUID, *, place: UUID, actor: Actor, at: datetime) -> bool:
    """They came; whether that was not said before. Goods in the fitting room stay held until its time is over.

    Raises BookingUnknown, BookingEnded, TooEarlyToSay.
    """
    with story():
        return say_kept(_at(booking, place), actor=actor, at=at)


def miss_booking(booking: UUID, *, place: UUID, actor: Actor, at: datetime) -> bool:
    """They did not come; whether that was not said before. The time and the goods are free again at once.

    Raises as keep_booking.
    """
    with story():
        found = _at(booking, place)
        missed = say_missed(found, actor=actor, at=at)
        free_goods_of(found, reason="expired", actor=actor, at=at)
        return missed


def _at(booking: UUID, place: UUID) -> BookingView:
    found = lock_booking(booking)
    if found.place != place:
        raise BookingUnknown
    return found
