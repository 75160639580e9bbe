"""A person sends buried work off again, with all its tries."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.staff.types import StaffActor
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import requeue

needs = "jobs.requeue"


def requeue_jobs(jobs: Sequence[UUID], *, actor: StaffActor, at: datetime) -> int:
    """How many of the jobs were buried and are at work again; the others change nothing."""
    with story():
        return requeue(jobs, actor=Actor("staff", actor.id), at=at)
