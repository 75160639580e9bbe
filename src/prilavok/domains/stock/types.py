"""What crosses the edge of stock."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Taking:
    """Units of a variant that a sale has already taken from a place."""

    order: UUID
    place: UUID
    variant: UUID
    quantity: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Shortage:
    """By how many units a taking exceeded what the ledger knew of."""

    taking: Taking
    units: int


@dataclass(frozen=True, slots=True)
class Opening:
    """The first stock of a variant at a place: counted, or (generated) by the stated rule from what was sold there."""

    place: UUID
    variant: UUID
    quantity: int
    generated: bool

    @classmethod
    def from_sold(cls, place: UUID, variant: UUID, sold: int) -> "Opening":
        """Take a place to have had all it sold in the period and a fifth more, rounded up."""
        return cls(place, variant, sold + -(-sold // 5), True)


@dataclass(frozen=True, slots=True)
class StockView:
    """Units of a variant at a place: there, of those held for somebody, and free to sell."""

    place: UUID
    variant: UUID
    on_hand: int
    held: int
    available: int


@dataclass(frozen=True, slots=True)
class StockTotal:
    """Units of a variant over all places, and at how many of them there are any."""

    variant: UUID
    on_hand: int
    available: int
    places: int


@dataclass(frozen=True, slots=True)
class OrderMove:
    """How an order changed what lies at a place; negative where goods went out."""

    place: UUID
    variant: UUID
    units: int
    cause: str
    at: datetime


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
class GoodsLost:
    """Units that the ledger shows and the shelf has not, and how many of them only holds can give back."""

    missing: int
    held: int


@dataclass(frozen=True, slots=True)
class Returning:
    """Units of a variant that came back. damaged: they are kept apart and not sold."""

    variant: UUID
    quantity: int
    damaged: bool
