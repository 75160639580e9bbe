"""Which place sends which goods, and why; as others see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

#: whether one order may come in several parcels: never; where no place has all; also where it is cheaper
Split = Literal["never", "needed", "cheaper"]
SPLITS: tuple[Split, ...] = ("never", "needed", "cheaper")
#: why a place does not send: first what never could, then what could and was not chosen
WhyNot = Literal[
    "not_sending", "currency", "entity", "too_far", "overloaded", "closed", "nothing", "lacks", "dearer", "weighed"
]
#: upon what it was decided: the order was placed, goods were not found, many orders waited for scarce goods,
#: its customer or staff changed it
Cause = Literal["placed", "short", "scarce", "changed"]


@dataclass(frozen=True, slots=True)
class RoutingRules:
    """By what the sending place is chosen. Amounts in minor units of the order's currency.

    most_parts: parcels of one order at most. most_metres: no farther than that, None: however far. parcel_amount: what
    each parcel costs; km_amount: each begun kilometre of its way; waiting_amount: each order that waits at the place
    already; closed_amount: each begun hour until the place opens. unknown_metres: how far is a way nobody can measure.
    """

    split: Split = "needed"
    most_parts: int = 3
    most_metres: int | None = None
    parcel_amount: int = 50_000
    km_amount: int = 5_000
    waiting_amount: int = 2_000
    closed_amount: int = 1_000
    unknown_metres: int = 20_000


@dataclass(frozen=True, slots=True)
class RoutingRulesView:
    """Rules that were set, and from when to when they hold."""

    id: UUID
    currency: str
    rules: RoutingRules
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that might send. free: units of the wanted variants that are free there.

    metres: of the way to the customer, None where nobody can measure it. opens_in: minutes until it opens, 0 while it
    is open, None where it opens on no day to come. waiting: orders that wait there; most_waiting: how many it can bear.
    handling: what a parcel costs at this place beside the rules' own amount, minor units.
    """

    place: UUID
    code: str
    free: Mapping[UUID, int]
    sends: bool = True
    same_currency: bool = True
    same_entity: bool = True
    metres: int | None = None
    opens_in: int | None = 0
    waiting: int = 0
    most_waiting: int | None = None
    handling: int = 0


@dataclass(frozen=True, slots=True)
class Costs:
    """What sending one parcel from a place counts as, minor units, by its reasons."""

    parcel: int
    distance: int
    waiting: int
    closed: int

    @property
    def total(self) -> int:
        """All of it together."""
        return self.parcel + self.distance + self.waiting + self.closed


@dataclass(frozen=True, slots=True)
class Part:
    """One parcel: which place sends how many units of which variants, and what that counts as."""

    place: UUID
    units: Mapping[UUID, int]
    costs: Costs
    metres: int | None
    opens_in: int
    waiting: int


@dataclass(frozen=True, slots=True)
class NotChosen:
    """A place that does not send, and why. more: by how many minor units it would have been dearer."""

    place: UUID
    why: WhyNot
    more: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """Which places send: none where these goods cannot come from anywhere. refused: every other place that was asked.

    lacks: units of variants that nobody who may send has, taken all together.
    """

    parts: tuple[Part, ...]
    refused: tuple[NotChosen, ...]
    lacks: Mapping[UUID, int] = field(default_factory=dict)

    @property
    def found(self) -> bool:
        """Whether the goods can be sent."""
        return bool(self.parts)

    @property
    def units(self) -> dict[UUID, int]:
        """Units by variant that are sent, from all places together."""
        sent: dict[UUID, int] = {}
        for part in self.parts:
            for variant, count in part.units.items():
                sent[variant] = sent.get(variant, 0) + count
        return sent

    @property
    def total(self) -> int:
        """What it counts as, minor units."""
        return sum(part.costs.total for part in self.parts)


@dataclass(frozen=True, slots=True)
class RouteKept:
    """A choice as it was written down. by: the rules (`list`), or the many orders weighed together (`solver`)."""

    id: UUID
    order: UUID
    cause: str
    by: str
    made_at: datetime
    route: Route
