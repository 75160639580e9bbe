"""Whose orders one of the staff may change: all of the company, or those of their own place."""

from uuid import UUID

from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor

CHANGE = "orders.change"


def may_change(staff: StaffActor, place: UUID | None) -> bool:
    """Whether they may change an order of this place."""
    return bool(may(staff, CHANGE, "company")) or (
        place is not None and place == staff.place and bool(may(staff, CHANGE, "place"))
    )
