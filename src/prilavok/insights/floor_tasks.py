"""What there is to do at a place, with the goods and the order it is about."""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types import OrderView
from prilavok.domains.stock.queries import lots_by_id
from prilavok.domains.stock.types import LotView
from prilavok.domains.tasks.queries import list_tasks
from prilavok.domains.tasks.types import TaskView


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with what it is about; each may be None."""

    task: TaskView
    variant: VariantView | None
    order: OrderView | None
    lot: LotView | None


def floor_tasks(place: UUID, *, limit: int) -> tuple[TaskRow, ...]:
    """What is to be done at the place, but for what is to be looked at of a person."""
    # What is to be looked at of a person stands in the office, not on the floor.
    tasks = [task for task in list_tasks(place, limit=limit) if task.subject_kind != "customer"]
    about = {task.id: _about(task) for task in tasks}
    variants = read_variants([one for ids in about.values() for one in ids])
    orders = read_orders([one for ids in about.values() for one in ids])
    lots = lots_by_id([UUID(str(task.facts["lot"])) for task in tasks if "lot" in task.facts])
    return tuple(
        TaskRow(
            task,
            next((variants[one] for one in about[task.id] if one in variants), None),
            next((orders[one] for one in about[task.id] if one in orders), None),
            next((lots[one] for one in about[task.id] if one in lots), None),
        )
        for task in tasks
    )


def _about(task: TaskView) -> list[UUID]:
    """Every id a task names: which is a variant's and which an order's, the rooms that keep them say."""
    named = [task.subject]
    for told in task.facts.values():
        with suppress(ValueError):
            named.append(UUID(str(told)))
    return named
