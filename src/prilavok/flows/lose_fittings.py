"""Goods that waited in fitting rooms were sold at the till: their holds give way, staff speak to who comes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.bookings.actions import lessen_booked, lock_booking
from prilavok.domains.bookings.queries import read_bookings
from prilavok.domains.stock.actions import give_back, share_loss
from prilavok.domains.stock.queries import list_holds
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.kit.events.actor import Actor

needs = None  # follows what a till has reported; nobody asks for it


def lock_fittings(holders: Sequence[UUID], actor: Actor | None = None) -> list[UUID]:
    """Hold the rows of those of the holders that are bookings, in one order; which they are."""
    return [lock_booking(one).id for one in sorted(read_bookings(holders))]


def lose_fittings(
    fittings: Sequence[UUID], place: UUID, variant: UUID, units: int, *, event: UUID, actor: Actor, at: datetime
) -> int:
    """Within the caller's story, with bookings and stock held: how many of the lost units their holds gave back.

    What was being tried on is often what was sold; where it was not, the place's task has staff tell who comes.
    """
    given = 0
    for booking, lost in share_loss(list_holds(place, variant), units, among=set(fittings), last=()):
        give_back(booking, {variant: lost}, actor=actor, at=at)
        lessen_booked(booking, {variant: lost})
        given += lost
        call = NewTask(
            kind="hold.lost", key=f"hold.lost:{booking}:{event}", place=place, subject_kind="booking",
            subject=booking, due_at=at, facts={"variant": str(variant), "units": lost},
        )  # fmt: skip
        put_task(call, actor=actor, at=at)
    return given
