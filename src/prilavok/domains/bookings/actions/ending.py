"""How bookings end: they came, they did not, it was cancelled; and the reminder before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from django.db.models import F

from prilavok.domains.bookings.actions.booking import tell_booking
from prilavok.domains.bookings.errors import BookingEnded, TooEarlyToSay, TooLateToChange
from prilavok.domains.bookings.models import BookedGoods, Booking, Seat
from prilavok.domains.bookings.queries import read_service
from prilavok.domains.bookings.rules import EARLY, may_change, may_turn
from prilavok.domains.bookings.types import BookingView
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfBooking, Touchpoint
from prilavok.kit.events.record import NewEvent, record


def end_booking(booking: BookingView, reason: Literal["customer", "staff"], *, actor: Actor, at: datetime) -> bool:
    """Cancel a booking whose row is held; whether it was not cancelled before. Its seats are free at once.

    Records booking.cancelled. Raises BookingEnded once it was kept or missed, TooLateToChange (of customers alone).
    """
    if booking.state == "cancelled":
        return False
    if reason == "customer" and booking.state == "booked":
        service = read_service(booking.service)
        if not may_change(booking.starts_at, service.change, at):
            raise TooLateToChange(service.change)
    _turn(booking, "cancelled", actor, at, reason=reason)
    _free_seats(booking.id)
    return True


def say_kept(booking: BookingView, *, actor: Actor, at: datetime) -> bool:
    """They came; whether that was not said before. Also of somebody who was said to have missed it and came late.

    Records booking.kept. Raises BookingEnded, TooEarlyToSay.
    """
    if booking.state == "kept":
        return False
    if at < booking.starts_at - EARLY:
        raise TooEarlyToSay
    _turn(booking, "kept", actor, at)
    return True


def say_missed(booking: BookingView, *, actor: Actor, at: datetime) -> bool:
    """They did not come; whether that was not said before. Its seats are free at once.

    Records booking.missed. Raises BookingEnded, TooEarlyToSay.
    """
    if booking.state == "missed":
        return False
    if at < booking.starts_at:
        raise TooEarlyToSay
    _turn(booking, "missed", actor, at)
    _free_seats(booking.id)
    return True


def remind_due(at: datetime, *, actor: Actor, limit: int = 200) -> int:
    """Mark the bookings whose hour of reminding has come, each once; how many. Records booking.reminded of each."""
    rows = call("bookings_due_reminders", at, limit)
    record(
        [
            NewEvent(
                verb="booking.reminded",
                occurred_at=at,
                leaf=leaf,
                subject_kind="booking",
                subject=booking,
                place=place,
                actor=actor,
                facts=OfBooking(booking, service, cast(Touchpoint, touchpoint)),
            )
            for booking, leaf, place, service, touchpoint in rows
        ],
        at,
    )
    return len(rows)


def lessen_booked(booking: UUID, units: Mapping[UUID, int]) -> None:
    """So many units of variants do not wait in the fitting room any more."""
    for variant, count in units.items():
        rows = BookedGoods.objects.filter(booking=booking, variant=variant)
        rows.filter(quantity__lte=count).delete()
        rows.filter(quantity__gt=count).update(quantity=F("quantity") - count)


def _turn(booking: BookingView, to: str, actor: Actor, at: datetime, *, reason: str = "") -> None:
    if not may_turn(booking.state, to):
        raise BookingEnded(booking.state)
    Booking.objects.filter(id=booking.id).update(state=to, ended_at=at, version=F("version") + 1)
    tell_booking(f"booking.{to}", Booking.objects.get(id=booking.id), actor, at, reason=reason)


def _free_seats(booking: UUID) -> None:
    Seat.objects.filter(booking=booking, living=True).update(living=False)
