"""What crosses the edge of stock about goods that are held."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Lacking:
    """A variant of which more was asked than lies free at the place."""

    variant: UUID
    asked: int
    free: int


@dataclass(frozen=True, slots=True)
class HoldView:
    """Units of a variant at a place that are kept for an order until an instant. hold: its name in the ledger."""

    hold: UUID
    order: UUID
    place: UUID
    variant: UUID
    units: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Keeping:
    """For whom goods are held: a touchpoint, the kind of the place, and the path of each variant's category."""

    touchpoint: str
    place_kind: str
    paths: dict[UUID, str]
