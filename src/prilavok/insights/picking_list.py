"""What waits at a place: orders to pick, orders that lie ready, tasks to do."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.customers.queries import owners_of, read_customers
from prilavok.domains.orders.queries import lines_of, read_doubts, read_orders
from prilavok.domains.orders.types import LineView, OrderView
from prilavok.domains.orders.types.doubts import DoubtView
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.domains.shipments.queries import list_picked, list_waiting, shipment_of_id
from prilavok.domains.shipments.types import PickLine, ShipmentView
from prilavok.domains.staff.queries import may, read_staff
from prilavok.domains.staff.types import StaffActor
from prilavok.domains.tasks.queries import list_tasks
from prilavok.domains.tasks.types import TaskView
from prilavok.insights.masked import masked_name

#: more than a floor can have in hand; the list says when it stops there
MOST = 60
#: lines of an order that a card of the list shows
LINES_OF_A_CARD = 6


@dataclass(frozen=True, slots=True)
class ToPick:
    """One line of an order as the picker sees it. units: how many are to be fetched, in the variant's unit."""

    line: UUID
    variant: VariantView
    units: int
    picked: int
    short: int

    @property
    def looked_at(self) -> bool:
        """Whether every unit is in hand or said to be missing."""
        return self.picked + self.short >= self.units


@dataclass(frozen=True, slots=True)
class Waiting:
    """A shipment with its order and lines. customer: the name, masked for most; "" where nobody is known."""

    shipment: ShipmentView
    order: OrderView
    lines: tuple[ToPick, ...]
    customer: str
    picker: str
    doubt: DoubtView | None = None

    @property
    def asked(self) -> DoubtView | None:
        """The question that the customer has not answered yet; the order is not picked until then."""
        return self.doubt if self.doubt and self.doubt.open else None

    @property
    def all_looked_at(self) -> bool:
        """Whether the picker has said of every line what became of it."""
        return all(line.looked_at for line in self.lines)

    @property
    def looked_at(self) -> int:
        """Of how many lines the picker has said what became of them."""
        return sum(line.looked_at for line in self.lines)

    @property
    def open(self) -> bool:
        """Whether the picker may still change what was said of the lines."""
        return self.shipment.state in ("planned", "picking")

    @property
    def more(self) -> int:
        """How many lines a card of the list does not show."""
        return max(len(self.lines) - LINES_OF_A_CARD, 0)

    @property
    def missing(self) -> int:
        """How many lines are short of something."""
        return sum(line.short > 0 for line in self.lines)

    @property
    def nothing_found(self) -> bool:
        """Whether the picker has said of every unit of the order that it is not there."""
        return bool(self.lines) and all(line.short >= line.units for line in self.lines)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with what it is about; either may be None."""

    task: TaskView
    variant: VariantView | None
    order: OrderView | None


@dataclass(frozen=True, slots=True)
class PickingList:
    """What waits at a place, the eldest first. cut: there is more than is shown."""

    to_pick: tuple[Waiting, ...]
    ready: tuple[Waiting, ...]
    tasks: tuple[TaskRow, ...]
    cut: bool


def read_picking_list(place: UUID, *, actor: StaffActor) -> PickingList:
    """Everything that waits at the place to be picked or collected."""
    found = list_waiting(place, limit=MOST + 1)
    waiting = _waiting(found[:MOST], actor)
    return PickingList(
        to_pick=tuple(one for one in waiting if one.shipment.state != "ready"),
        ready=tuple(one for one in waiting if one.shipment.state == "ready"),
        tasks=_tasks(place),
        cut=len(found) > MOST,
    )


def _tasks(place: UUID) -> tuple[TaskRow, ...]:
    # What is to be looked at of a person stands in the office, not on the floor.
    tasks = [task for task in list_tasks(place, limit=MOST) if task.subject_kind != "customer"]
    about = {task.id: _about(task) for task in tasks}
    variants = read_variants([one for ids in about.values() for one in ids])
    orders = read_orders([one for ids in about.values() for one in ids])
    return tuple(
        TaskRow(
            task,
            next((variants[one] for one in about[task.id] if one in variants), None),
            next((orders[one] for one in about[task.id] if one in orders), None),
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


def read_picking(shipment: UUID, *, place: UUID, actor: StaffActor) -> Waiting:
    """One shipment of the place. Raises ShipmentUnknown, also for one of another place."""
    found = shipment_of_id(shipment)
    if found.place != place:
        raise ShipmentUnknown
    return _waiting([found], actor)[0]


def _waiting(shipments: Sequence[ShipmentView], actor: StaffActor) -> list[Waiting]:
    orders = read_orders([one.order for one in shipments])
    lines = lines_of(list(orders))
    variants = read_variants([line.variant for of_order in lines.values() for line in of_order])
    names = names_of([order.leaf for order in orders.values()], actor=actor)
    doubts = read_doubts([one.order for one in shipments if one.state == "planned"])
    pickers = read_staff([one.picking_by for one in shipments if one.picking_by])
    return [
        Waiting(
            shipment=one,
            order=orders[one.order],
            lines=_to_pick(lines.get(one.order, []), list_picked(one.id) if _begun(one) else {}, variants),
            customer=names.get(orders[one.order].leaf, ""),
            picker=pickers[one.picking_by].name if one.picking_by in pickers else "",
            doubt=doubts.get(one.order),
        )
        for one in shipments
    ]


def names_of(leaves: Sequence[UUID], *, actor: StaffActor) -> dict[UUID, str]:
    """By leaf, what its owner is called as far as the actor may see it; a leaf of nobody is left out."""
    if may(actor, "customers.see") is None:
        return {}
    owners = owners_of(leaves)
    people = read_customers(list(owners.values()))
    raw = may(actor, "customers.see_raw") is not None
    return {
        leaf: people[owner].name if raw else masked_name(people[owner].name)
        for leaf, owner in owners.items()
        if owner in people
    }


def _begun(shipment: ShipmentView) -> bool:
    # Of what lies ready all is in hand: the list of the place does not ask for each.
    return shipment.state == "picking"


def _to_pick(
    lines: Sequence[LineView], picked: dict[UUID, PickLine], variants: dict[UUID, VariantView]
) -> tuple[ToPick, ...]:
    wanted = [(line, line.quantity - line.cancelled - line.handed_over) for line in lines if line.kind == "goods"]
    return tuple(
        ToPick(
            line.id,
            variants[line.variant],
            units,
            picked[line.id].picked if line.id in picked else 0,
            picked[line.id].short if line.id in picked else 0,
        )
        for line, units in wanted
        if units > 0
    )
