"""What crosses the edge of loyalty about points."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.kit.words import Words


@dataclass(frozen=True, slots=True)
class ProgrammeRule:
    """`points` for every whole `per_amount` minor units paid in `currency`."""

    id: UUID
    code: str
    name: Words
    currency: str
    points: int
    per_amount: int
    generated: bool


@dataclass(frozen=True, slots=True)
class Earning:
    """What a leaf paid for an order, to be rewarded. times: basis points of the usual points; extra: on top.

    leaves: all of whoever paid, whose tier it earns by; the leaf alone where left out.
    """

    leaf: UUID
    order: UUID
    place: UUID | None
    paid_amount: int
    currency: str
    at: datetime
    times: int = 10_000
    extra: int = 0
    leaves: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class PointsEnd:
    """So many of somebody's points of a programme end at an instant."""

    programme: UUID
    ends_at: datetime
    points: int


@dataclass(frozen=True, slots=True)
class PointsView:
    """Points somebody may spend in one programme. generated: the programme is of a stated rule, no source told it.

    ends: which of them end when, the first end first; told by points_shown alone.
    """

    programme: UUID
    code: str
    name: Words
    points: int
    generated: bool
    ends: tuple[PointsEnd, ...] = ()

    @property
    def first_end(self) -> PointsEnd | None:
        """What ends first, where anything does."""
        return self.ends[0] if self.ends else None


@dataclass(frozen=True, slots=True)
class Ending:
    """When points end: after `days` full days by the clock of `zone`, None: they do not; from an instant on.

    warn_days: so many days before it is told, 0: it is not. back_days: points given back live at least so long.
    valid_from: None stands for now.
    """

    days: int | None
    warn_days: int
    back_days: int
    zone: str
    valid_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A programme with the rules by which its points end, the newest first, those to come among them.

    points: for every whole per_amount minor units; worth, most_share: see Spendable.
    """

    id: UUID
    code: str
    name: Words
    currency: str
    points: int
    per_amount: int
    worth: int
    most_share: int
    generated: bool
    endings: tuple[Ending, ...] = ()


@dataclass(frozen=True, slots=True)
class PointsMove:
    """One change of somebody's points, with what caused it; negative where points were spent or taken back."""

    leaf: UUID
    points: int
    cause: str
    order: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Spendable:
    """What a holder may spend in one programme. worth: minor units one point pays. most_share: basis points
    of an order. most: how many of the points may pay the order that was asked about; most_amount: minor units of them.
    """

    programme: UUID
    code: str
    name: Words
    worth: int
    most_share: int
    points: int = 0
    most: int = 0
    most_amount: int = 0


@dataclass(frozen=True, slots=True)
class Burning:
    """Points that shall pay `amount` minor units of what is owed for an order.

    leaves: of the holder, in recorded order, which is the order of drawing. leaf: the order's own.
    """

    order: UUID
    leaf: UUID
    leaves: tuple[UUID, ...]
    place: UUID | None
    amount: int
    owed: int
    currency: str


@dataclass(frozen=True, slots=True)
class PointsOffer:
    """So many points of a holder, which may be spent on what was asked about; amount: minor units they pay."""

    points: int
    amount: int


@dataclass(frozen=True, slots=True)
class PointsCode:
    """The customer's own word: the one-time code they were sent, and its digits as they said them."""

    code: UUID
    digits: str


@dataclass(frozen=True, slots=True)
class Undoing:
    """Points of an order that goods came back of. back: to be given back; take: to be taken back where not spent.

    leaf: the order's own; leaves: of the holder, in recorded order. stays: of the money that had paid the order,
    of_money, what stays paid; of nought nothing is said.
    """

    order: UUID
    leaf: UUID
    leaves: tuple[UUID, ...]
    place: UUID | None
    currency: str
    back: int
    take: int
    stays: int = 0
    of_money: int = 0


@dataclass(frozen=True, slots=True)
class PointsUndone:
    """Points given back, points taken back, and those that were to be taken back but are spent."""

    back: int
    taken: int
    short: int
