"""Who has booked a time is reminded of it, once, so long before as its service says."""

from prilavok.domains.bookings.actions import remind_due
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None  # time does it, nobody asks
SLICE = 200


@job("bookings.remind", together=1)
def remind_bookings(due: Due, actor: Actor = SYSTEM) -> None:
    """Record booking.reminded of all whose hour has come; the notice follows the event. A full slice is followed on."""
    at = clock.now()
    if remind_due(at, actor=actor, limit=SLICE) == SLICE:
        queue_jobs([NewJob(verb=due.verb, queue=due.queue, key=f"{due.id}")], at=at)
