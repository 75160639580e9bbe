"""What changes bookings and what they are made of, one file per concept."""

from prilavok.domains.bookings.actions.booking import lock_booking, lock_bookings_of, move_to, put_booking
from prilavok.domains.bookings.actions.ending import (
    end_booking,
    lessen_booked,
    remind_due,
    say_kept,
    say_missed,
)
from prilavok.domains.bookings.actions.setting import (
    archive_resource,
    archive_service,
    put_other_days,
    put_resource,
    put_service,
)
from prilavok.domains.bookings.actions.words import erase_bookings

__all__ = [
    "archive_resource",
    "archive_service",
    "end_booking",
    "erase_bookings",
    "lessen_booked",
    "lock_booking",
    "lock_bookings_of",
    "move_to",
    "put_booking",
    "put_other_days",
    "put_resource",
    "put_service",
    "remind_due",
    "say_kept",
    "say_missed",
]
