"""Somebody is told where they work: a right in the scope of a place reaches that place from now on."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.staff import actions
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "staff.manage"


def place_staff(login: str, place: UUID | None, *, actor: Actor, at: datetime) -> None:
    """Assign the place; tokens of their programs end, open sessions see the new place at once. Raises StaffUnknown."""
    with story():
        actions.assign_place(login, place, actor=actor, at=at)
