"""What sites and apps tell lands whole, before anybody tells them that we have it; reading it follows."""

from collections.abc import Sequence
from datetime import datetime

from prilavok.domains.tracking.actions import land
from prilavok.domains.tracking.types import Request
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, key_to_queue, queue_jobs

needs = None

READ = "tracking.read"
_KEYS = ("one", "two", "three")


def land_tracked(requests: Sequence[Request], *, wake: bool, actor: Actor, at: datetime) -> None:
    """Keep the requests; durable when this returns. wake: also queue their reading.

    Without it one statement is the whole transaction: the door wakes the reader a few times a second, not with each.
    """
    if not wake:
        land(requests, at=at)
        return
    with story():
        if requests:
            land(requests, at=at)
        # A reader under way may have looked before this commits, and must not keep the sender waiting.
        queue_jobs([NewJob(verb=READ, key=key_to_queue(READ, _KEYS))], at=at)
