"""Time passes: points end, and before that it stands in their holder's life that they will."""

from datetime import datetime

from prilavok.domains.loyalty.actions import end_points, warn_of_ends
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None  # time does it, nobody asks
#: lots and accounts of one job, which is one transaction
SLICE = 500


@job("points.end", together=1)
def do_end(due: Due, actor: Actor = SYSTEM) -> None:
    """End the points whose time is over; where there are more than fit, another job goes on."""
    at = clock.now()
    if end_late_points(actor=actor, at=at, most=SLICE):
        queue_jobs([NewJob(verb="points.end", facts={})], at=at)


@job("points.warn", together=1)
def do_warn(due: Due, actor: Actor = SYSTEM) -> None:
    """Tell of points that end soon; where there are more than fit, another job goes on."""
    at = clock.now()
    if tell_of_ends(actor=actor, at=at, most=SLICE):
        queue_jobs([NewJob(verb="points.warn", facts={})], at=at)


def end_late_points(*, actor: Actor, at: datetime, most: int = SLICE) -> int:
    """Within the job's transaction; how many accounts lost points, nought: none was left."""
    return end_points(at=at, actor=actor, most=most)


def tell_of_ends(*, actor: Actor, at: datetime, most: int = SLICE) -> int:
    """Within the job's transaction; of how many ends it was told, nought: none was left. Nobody is written to."""
    return warn_of_ends(at=at, actor=actor, most=most)
