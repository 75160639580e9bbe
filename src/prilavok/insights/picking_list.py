"""What waits at a place: orders to pick, orders that lie ready, tasks to do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.customers.queries import owners_of, read_customers
from prilavok.domains.orders.queries import lines_of, read_doubts, read_orders
from prilavok.domains.orders.types import LineView, OrderView
from prilavok.domains.orders.types.doubts import DoubtView
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.domains.shipments.queries import (
    goods_in,
    list_picked,
    list_short,
    list_waiting_by_time,
    read_promises,
    shipment_of_id,
)
from prilavok.domains.shipments.types import PickLine, PromiseView, ShipmentView
from prilavok.domains.staff.queries import may, read_staff
from prilavok.domains.staff.types import StaffActor
from prilavok.insights.awaited import LineAwaited, orders_awaited
from prilavok.insights.floor_tasks import TaskRow, floor_tasks
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
    """A shipment with its order and lines. customer: the name, masked for most; "" where nobody is known.

    awaited: by variant what has not come yet; the order is not picked until then.
    """

    shipment: ShipmentView
    order: OrderView
    lines: tuple[ToPick, ...]
    customer: str
    picker: str
    doubt: DoubtView | None = None
    promise: PromiseView | None = None
    awaited: Mapping[UUID, LineAwaited] = field(default_factory=dict)

    @property
    def day(self) -> date | None:
        """By which day all is expected that the order waits for; None where it waits for nothing, or nobody knows."""
        days = [one.day for one in self.awaited.values() if one.day]
        return max(days) if days and len(days) == len(self.awaited) else None

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
class PickingList:
    """What waits at a place, what is to be ready first before the others. cut: there is more than is shown."""

    to_pick: tuple[Waiting, ...]
    ready: tuple[Waiting, ...]
    tasks: tuple[TaskRow, ...]
    cut: bool


def read_picking_list(place: UUID, *, actor: StaffActor) -> PickingList:
    """Everything that waits at the place to be picked or collected."""
    found = list_waiting_by_time(place, limit=MOST + 1)
    waiting = _waiting(found[:MOST], actor)
    return PickingList(
        to_pick=tuple(one for one in waiting if one.shipment.state != "ready"),
        # What is to be brought home lies ready for the courier, whose list has it.
        ready=tuple(one for one in waiting if one.shipment.state == "ready" and not one.shipment.home),
        tasks=floor_tasks(place, limit=MOST),
        cut=len(found) > MOST,
    )


def units_to_pick(shipment: ShipmentView) -> dict[UUID, int]:
    """By line how many units are to be fetched: of a parcel what it brings, else all that is left of the order."""
    if shipment.brings_lines:
        return {one.line: one.units for one in goods_in([shipment.id])}
    return {line.id: line.left for line in lines_of([shipment.order]).get(shipment.order, ()) if line.left}


def units_short(shipment: ShipmentView) -> dict[UUID, int]:
    """By variant how many of these units were not found. Raises PickUnfit while a line was not looked for."""
    goods = {line.id: line.variant for line in lines_of([shipment.order]).get(shipment.order, ())}
    lacks = list_short(shipment.id, units_to_pick(shipment))
    return dict(sum((Counter({goods[line]: units}) for line, units in lacks.items()), Counter()))


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
    promises = read_promises([one.id for one in shipments])
    doubts = read_doubts([one.order for one in shipments if one.state == "planned"])
    awaited = orders_awaited([one.order for one in shipments if one.state == "planned"])
    parcels = _units_of([one.id for one in shipments if one.brings_lines])
    pickers = read_staff([one.picking_by for one in shipments if one.picking_by])
    return [
        Waiting(
            shipment=one,
            order=orders[one.order],
            lines=_to_pick(
                lines.get(one.order, []), parcels.get(one.id), list_picked(one.id) if _begun(one) else {}, variants
            ),
            customer=names.get(orders[one.order].leaf, ""),
            picker=pickers[one.picking_by].name if one.picking_by in pickers else "",
            doubt=doubts.get(one.order),
            promise=promises.get(one.id),
            awaited=awaited.get(one.order, {}),
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


def _units_of(parcels: Sequence[UUID]) -> dict[UUID, dict[UUID, int]]:
    """By shipment how many units of each line it brings, for those that are brought home."""
    found: dict[UUID, dict[UUID, int]] = {parcel: {} for parcel in parcels}
    for goods in goods_in(parcels):
        found[goods.shipment][goods.line] = goods.units
    return found


def _begun(shipment: ShipmentView) -> bool:
    # Of what lies ready all is in hand: the list of the place does not ask for each.
    return shipment.state == "picking"


def _to_pick(
    lines: Sequence[LineView],
    parcel: dict[UUID, int] | None,
    picked: dict[UUID, PickLine],
    variants: dict[UUID, VariantView],
) -> tuple[ToPick, ...]:
    wanted = [(line, line.left if parcel is None else parcel.get(line.id, 0)) for line in lines if line.kind == "goods"]
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
