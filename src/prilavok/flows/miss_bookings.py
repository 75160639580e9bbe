"""Who has not come by the end of the grace has missed their time; goods that waited for them go back to sale."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.bookings.actions import lock_booking, say_missed
from prilavok.domains.bookings.queries import due_to_miss
from prilavok.flows.free_fitting import free_goods_of
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None  # time does it, nobody asks
SLICE = 500


@job("bookings.miss", together=1)
def queue_missed(due: Due, actor: Actor = SYSTEM) -> None:
    """Queue the end of every booking that nobody came to: each is a transaction of its own."""
    at = clock.now()
    late = due_to_miss(at, limit=SLICE)
    queue_jobs(
        [
            NewJob(verb="booking.end_missed", key=f"{booking}:{version}", facts={"booking": str(booking)})
            for booking, version in late
        ],
        at=at,
    )
    if len(late) == SLICE:
        queue_jobs([NewJob(verb=due.verb, queue=due.queue, key=f"{due.id}")], at=at)


@job("booking.end_missed", together=1)
def do_end_missed(due: Due, actor: Actor = SYSTEM) -> None:
    """End the booking that the job names."""
    end_missed(UUID(due.facts["booking"]), actor=actor, at=clock.now())


def end_missed(booking: UUID, *, actor: Actor, at: datetime) -> bool:
    """Within the caller's story: say that nobody came and free the goods; whether it was not over or moved before.

    Records booking.missed, and hold.expired where goods waited.
    """
    found = lock_booking(booking)
    if found.state != "booked" or found.miss_at > at:
        return False
    missed = say_missed(found, actor=actor, at=at)
    free_goods_of(found, reason="expired", actor=actor, at=at)
    return missed
