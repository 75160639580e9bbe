"""Somebody books a time: with a master, at a table, in a fitting room with goods that wait there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.bookings.actions import lock_bookings_of, put_booking
from prilavok.domains.bookings.errors import BookingOverlaps, TooManyBookings
from prilavok.domains.bookings.queries import (
    count_open_bookings,
    overlapping_bookings,
    read_booking,
    read_service,
)
from prilavok.domains.bookings.types import MOST_OPEN, Booked, Wanted
from prilavok.domains.customers.actions import assert_contact
from prilavok.domains.customers.queries import leaves_shown, leaves_with
from prilavok.domains.places.queries import read_place
from prilavok.domains.stock.actions import hold_stock
from prilavok.insights.promised import keeping_at
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.open_hours import other_minutes

SOURCE = "booking"
needs = None  # a customer acts, on what is their own; the doors of staff ask for bookings.keep


def make_booking(
    wanted: Wanted, *, leaf: UUID, key: str, touchpoint: str, phone: str = "", alone: bool = False, actor: Actor,
    at: datetime,
) -> Booked:  # fmt: skip
    """Book the time, with its goods really held; see make_here.

    alone: refused where the same person has booked anything for that time. Raises BookingOverlaps as well.
    """
    with story():
        if alone:
            _refuse_overlapping(wanted, leaves_shown(leaf))
        return make_here(wanted, leaf=leaf, key=key, touchpoint=touchpoint, phone=phone, actor=actor, at=at)


def make_here(
    wanted: Wanted, *, leaf: UUID, key: str, touchpoint: str, phone: str = "", actor: Actor, at: datetime
) -> Booked:
    """Within the caller's story; the same key of the same leaf again is the same booking.

    Goods are held until the end of the time and of its grace. Overlapping times of the same person are told. phone:
    said beside it, which proves nothing. Raises as put_booking, and NotFound for the place, StockShort,
    TooManyBookings (of customers alone), Refused for what is no phone.
    """
    place = read_place(wanted.place)
    leaves = (leaves_shown if actor.kind == "leaf" else leaves_with)(leaf)
    booked = put_booking(
        wanted, leaf=leaf, key=key, zone=place.zone, place_days=other_minutes(place.hours), touchpoint=touchpoint,
        actor=actor, at=at,
    )  # fmt: skip
    if not booked.new:
        return booked
    if actor.kind == "leaf" and count_open_bookings(leaves, at) > MOST_OPEN:
        raise TooManyBookings
    if phone:
        assert_contact(leaf, "phone", phone, source=SOURCE, at=at)
    found = read_booking(booked.booking)
    if wanted.goods:
        until = found.ends_at + timedelta(minutes=read_service(found.service).grace)
        keeping = keeping_at(place.id, list(wanted.goods), touchpoint)
        hold_stock(found.id, place.id, wanted.goods, until=until, keeping=keeping, actor=actor, at=at)
    others = overlapping_bookings(leaves, found.starts_at, found.ends_at, but=found.id)
    return Booked(found.id, new=True, overlaps=tuple(others))


def _refuse_overlapping(wanted: Wanted, leaves: Sequence[UUID]) -> None:
    lock_bookings_of(leaves)
    ends_at = wanted.starts_at + timedelta(minutes=read_service(wanted.service).minutes)
    if others := overlapping_bookings(leaves, wanted.starts_at, ends_at):
        raise BookingOverlaps(others)
