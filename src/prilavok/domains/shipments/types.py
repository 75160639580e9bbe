"""What crosses the edge of shipments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ShipmentView:
    """Goods of one order that wait at a place; the code is not in it, see queries.open_code.

    state: planned, picking, ready, collected, cancelled. keep_until: after it the goods go back to sale.
    picking_by: the member of staff who has it in hand.
    """

    id: UUID
    order: UUID
    kind: str
    place: UUID
    state: str
    planned_at: datetime
    keep_until: datetime
    picking_by: UUID | None
    ready_at: datetime | None
    ended_at: datetime | None
    version: int

    @property
    def waits(self) -> bool:
        """Whether the goods are still to be fetched or collected."""
        return self.state in ("planned", "picking", "ready")


@dataclass(frozen=True, slots=True)
class PickLine:
    """Of an order's line: units the picker has in hand, and units that were not found."""

    line: UUID
    picked: int
    short: int
    picked_by: UUID | None
    picked_at: datetime | None
