"""What crosses the edge of orders about two that look like one wish."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Alike = Literal["same", "substitute"]
Wanted = Literal["both", "second", "first"]
WANTED: tuple[Wanted, ...] = ("both", "second", "first")


@dataclass(frozen=True, slots=True)
class Wished:
    """A line of an order as it is compared with another's. category: the path of its own, "" for none."""

    variant: UUID
    category: str
    amount: int


@dataclass(frozen=True, slots=True)
class DoubtView:
    """An order that looks like the same wish as the earlier `other`. wanted: "" while nobody has said."""

    order: UUID
    other: UUID
    number: str
    other_number: str
    alike: str
    found_at: datetime
    wanted: str
    settled_at: datetime | None
    open: bool
