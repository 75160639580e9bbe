"""A shipment and what of it is picked, as others see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ShipmentView:
    """Goods of one order that wait at a place, or are sent home from it; the code is not in it, see queries.open_code.

    kind: collect or deliver. state: planned, picking, ready, then collected or cancelled; of what is sent home on_way,
    delivered, failed (nobody took it; why) and returned. keep_until: after it the goods go back to sale.
    picking_by: the member of staff who has it in hand; courier: who took it along, tries: how often. claim: it brings
    what is given instead by that claim.
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
    courier: UUID | None = None
    sent_at: datetime | None = None
    tries: int = 0
    why: str = ""
    claim: UUID | None = None

    @property
    def brings_lines(self) -> bool:
        """Whether it has goods of its own; an order that is collected is all that is left of the order."""
        return self.home or self.claim is not None

    @property
    def home(self) -> bool:
        """Whether it is brought to the customer."""
        return self.kind == "deliver"

    @property
    def waits(self) -> bool:
        """Whether the goods still lie at the place, or are to be fetched from its shelf."""
        return self.state in ("planned", "picking", "ready")


@dataclass(frozen=True, slots=True)
class PickLine:
    """Of an order's line: units the picker has in hand, and units that were not found."""

    line: UUID
    picked: int
    short: int
    picked_by: UUID | None
    picked_at: datetime | None
