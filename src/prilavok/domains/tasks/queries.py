"""Questions to tasks."""

from uuid import UUID

from prilavok.domains.tasks.errors import TaskUnknown
from prilavok.domains.tasks.types import TaskView
from prilavok.kit.pages import Condition, read_rows

_TASK = "id, kind, place_id, subject_kind, subject, facts, made_at, due_at, done_at, done_by, version"


def list_tasks(place: UUID | None = None, *, kind: str = "", done: bool = False, limit: int = 100) -> list[TaskView]:
    """What is to be done, the most urgent first. place: there and nowhere in particular. done: what was done."""
    asked = [Condition("done_at IS NOT NULL" if done else "done_at IS NULL")]
    if place is not None:
        asked.append(Condition("(place_id = %s::uuid OR place_id IS NULL)", place))
    if kind:
        asked.append(Condition("kind = %s", kind))
    rest = f"ORDER BY due_at, id LIMIT {int(limit)}"
    return read_rows(_TASK, "tasks_task", row=TaskView, where=asked, rest=rest)


def read_task(task: UUID) -> TaskView:
    """One task, done or not. Raises TaskUnknown."""
    for found in read_rows(_TASK, "tasks_task", row=TaskView, where=[Condition("id = %s::uuid", task)]):
        return found
    raise TaskUnknown


def list_tasks_about(subject: UUID) -> list[TaskView]:
    """Everything that was to be done about one thing, done or not, in the order it came up."""
    asked = [Condition("subject = %s::uuid", subject)]
    return read_rows(_TASK, "tasks_task", row=TaskView, where=asked, rest="ORDER BY made_at, id")
