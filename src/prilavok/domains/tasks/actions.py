"""What changes tasks."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.tasks.errors import TaskUnknown
from prilavok.domains.tasks.models import Task
from prilavok.domains.tasks.types import NewTask
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import TaskMade
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_ids
from prilavok.kit.words import wordless


def put_tasks(tasks: Sequence[NewTask], *, actor: Actor, at: datetime) -> list[UUID]:
    """Put the tasks whose keys are new, each with its event task.made; the ids of those."""
    if not tasks:
        return []
    fresh = call(
        "tasks_put",
        list(new_ids(len(tasks), at)),
        [task.kind for task in tasks],
        [task.key for task in tasks],
        [task.place for task in tasks],
        [task.subject_kind for task in tasks],
        [task.subject for task in tasks],
        [dict(task.facts) for task in tasks],
        [task.due_at for task in tasks],
        at,
    )
    put = {key: task for task, key in fresh}
    events = [
        NewEvent(
            verb="task.made",
            occurred_at=at,
            subject_kind="task",
            subject=put[task.key],
            place=task.place,
            actor=actor,
            facts=TaskMade(put[task.key], task.kind),
        )
        for task in {task.key: task for task in reversed(tasks)}.values()
        if task.key in put
    ]
    record(events, at)
    return list(put.values())


def put_task(task: NewTask, *, actor: Actor, at: datetime) -> UUID | None:
    """Put one task; its id, or None where its key is known."""
    return next(iter(put_tasks([task], actor=actor, at=at)), None)


def finish_task(task: UUID, *, actor: Actor, at: datetime) -> bool:
    """Say that a task is done; whether it was not before. Raises TaskUnknown."""
    row = Task.objects.select_for_update().filter(id=task).first()
    if row is None:
        raise TaskUnknown
    if row.done_at is not None:
        return False
    row.done_at, row.done_by, row.version = at, actor.id, row.version + 1
    row.save(update_fields=["done_at", "done_by", "version"])
    done = TaskMade(task, row.kind)
    record(
        [
            NewEvent(
                verb="task.done",
                occurred_at=at,
                subject_kind="task",
                subject=task,
                place=row.place_id,
                actor=actor,
                facts=done,
            )
        ],
        at,
    )
    return True


def finish_about(subject: UUID, kind: str, *, actor: Actor, at: datetime) -> int:
    """Say that the open tasks of a kind about one thing are done; how many there were."""
    rows = Task.objects.filter(subject=subject, kind=kind, done_at__isnull=True).order_by("id")
    return sum(finish_task(one, actor=actor, at=at) for one in rows.values_list("id", flat=True))


wordless("tasks_task", ["key", "facts"], "ids, whole numbers and codes that say what a task is about")
