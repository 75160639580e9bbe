"""What there is to do at a place, with the goods and the order it is about."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from prilavok.domains.bookings.queries import read_bookings
from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types import OrderView
from prilavok.domains.stock.queries import lots_by_id
from prilavok.domains.stock.types import LotView
from prilavok.domains.tasks.queries import list_tasks
from prilavok.domains.tasks.types import TaskView
from prilavok.insights.write_instead import WriteInstead, write_instead

#: what is talked over with the customer: they are called, or written to
TALKS = frozenset({"hold.lost", "order.awaited", "order.doubted", "delivery.late", "delivery.stuck"})


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with what it is about; each may be None. write: the customer it is about is written to, not called."""

    task: TaskView
    variant: VariantView | None
    order: OrderView | None
    lot: LotView | None
    write: WriteInstead | None = None


def floor_tasks(place: UUID, *, limit: int) -> tuple[TaskRow, ...]:
    """What is to be done at the place, but for what is to be looked at of a person."""
    # What is to be looked at of a person stands in the office, not on the floor.
    tasks = [task for task in list_tasks(place, limit=limit) if task.subject_kind != "customer"]
    about = {task.id: _about(task) for task in tasks}
    variants = read_variants([one for ids in about.values() for one in ids])
    orders = read_orders([one for ids in about.values() for one in ids])
    lots = lots_by_id([UUID(str(task.facts["lot"])) for task in tasks if "lot" in task.facts])
    rows = tuple(
        TaskRow(
            task,
            next((variants[one] for one in about[task.id] if one in variants), None),
            next((orders[one] for one in about[task.id] if one in orders), None),
            next((lots[one] for one in about[task.id] if one in lots), None),
        )
        for task in tasks
    )
    whose = _whose([row for row in rows if row.task.kind in TALKS])
    written = write_instead(sorted(set(whose.values())))
    return tuple(replace(row, write=written.get(whose[row.task.id])) if row.task.id in whose else row for row in rows)


def _whose(rows: Sequence[TaskRow]) -> dict[UUID, UUID]:
    """The leaf of who is to be talked to, by task."""
    booked = read_bookings([row.task.subject for row in rows if row.task.subject_kind == "booking"])
    return {row.task.id: row.order.leaf for row in rows if row.order is not None} | {
        row.task.id: booked[row.task.subject].leaf for row in rows if row.task.subject in booked
    }


def _about(task: TaskView) -> list[UUID]:
    """Every id a task names: which is a variant's and which an order's, the rooms that keep them say."""
    named = [task.subject]
    for told in task.facts.values():
        with suppress(ValueError):
            named.append(UUID(str(told)))
    return named
