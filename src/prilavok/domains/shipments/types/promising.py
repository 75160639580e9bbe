"""What was promised of a shipment, as others see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.shipments.types.slots import CollectingSlot


@dataclass(frozen=True, slots=True)
class PromiseView:
    """When the goods of a shipment lie ready. slot_*: the slot in which they are collected, None where none was taken.

    warn_at: picking must have begun by then. told_at: when the customer was told it would be late; expected_at: the
    time they were told instead. Of a parcel ready_by is by when it is at the door, home_from the first day on which it
    may be; leaves_at: when the courier takes it along. Both are None for what is collected.
    """

    shipment: UUID
    place: UUID
    ready_by: datetime
    warn_at: datetime
    told_at: datetime | None
    expected_at: datetime | None
    slot_starts: datetime | None
    slot_ends: datetime | None
    leaves_at: datetime | None = None
    home_from: date | None = None

    @property
    def pick_by(self) -> datetime:
        """By when its goods are to lie ready at the place."""
        return self.leaves_at or self.ready_by

    @property
    def now(self) -> datetime:
        """The time the customer reckons with: the promised one, or the later one they were told."""
        return max(self.ready_by, self.expected_at) if self.expected_at else self.ready_by


@dataclass(frozen=True, slots=True)
class PromisePlan:
    """What can be promised of an order that is about to be placed.

    slots: those to be tried in turn, the first that has room is taken; () where the place knows no slots. ready_by: by
    the rule of the place, where there is no slot. warn: minutes before the promised time. keep_from: goods are kept for
    days from this instant on.
    """

    slots: Sequence[CollectingSlot]
    ready_by: datetime
    warn: int
    keep_from: datetime

    def columns(self) -> tuple[list[datetime], list[datetime], list[int]]:
        """The slots as SQL takes them: when they begin, when they end, for how many orders."""
        return (
            [one.starts_at for one in self.slots],
            [one.ends_at for one in self.slots],
            [one.capacity for one in self.slots],
        )
