"""Somebody at a place says that one of its tasks is done."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.tasks.actions import finish_task
from prilavok.domains.tasks.errors import TaskUnknown
from prilavok.domains.tasks.queries import read_task
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "shipments.pick"


def finish_place_task(task: UUID, *, place: UUID, actor: Actor, at: datetime) -> bool:
    """Whether it was open until now. Raises TaskUnknown, also for a task of another place."""
    if read_task(task).place not in (None, place):
        raise TaskUnknown
    with story():
        return finish_task(task, actor=actor, at=at)
