"""Staff book a time for somebody who calls or stands there: the phone they say names them and proves nothing."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.bookings.types import Booked, Wanted
from prilavok.domains.customers.actions import open_leaf
from prilavok.flows.make_booking import make_here
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.phones import read_phone

needs = "bookings.keep"


def book_by_phone(
    phone: str, wanted: Wanted, *, key: str, touchpoint: str = "tablet", actor: Actor, at: datetime
) -> Booked:
    """Book the time for whose phone it is. Raises as make_booking, and Refused for what is no phone."""
    said = read_phone(phone)
    with story():
        leaf: UUID = open_leaf("phone", said.e164, at=at, made_up=said.made_up)
        return make_here(wanted, leaf=leaf, key=key, touchpoint=touchpoint, actor=actor, at=at)
