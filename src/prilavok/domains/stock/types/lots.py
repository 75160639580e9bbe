"""What crosses the edge about lots and serial numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

TrackingWay = Literal["none", "lot", "serial"]
TRACKING_WAYS: tuple[TrackingWay, ...] = ("none", "lot", "serial")
#: where goods that came back may lie
Account = Literal["goods", "damaged", "check", "supplier"]
#: longest code of a lot or serial number
LONGEST_CODE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """How pieces of a variant, or of a category with all below it, are told apart.

    at_till: a till asks for the lot or number before it sells, and so does who hands an order over or packs it.
    stop_days: so many days before the end of its day a lot is taken out of what is sold; warn_days: so many days before
    that staff are told. warranty_months: from the sale on.
    """

    way: TrackingWay
    variant: UUID | None = None
    category: str = ""
    at_till: bool = False
    stop_days: int = 0
    warn_days: int = 7
    warranty_months: int = 0


@dataclass(frozen=True, slots=True)
class TrackingView:
    """A choice as it stands; see Tracking."""

    id: UUID
    said: Tracking
    changed_at: datetime
    changed_by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSaid:
    """So many units of a variant bear this code (of a lot, or a serial number); days as far as they stand on it."""

    variant: UUID
    code: str
    units: int = 1
    best_before: date | None = None
    made_on: date | None = None


@dataclass(frozen=True, slots=True)
class LotView:
    """A lot, or a piece with a serial number. blocked_at: since when it is called back and not sold."""

    id: UUID
    variant: UUID
    code: str
    serial: bool
    best_before: date | None
    made_on: date | None
    first_at: datetime
    blocked_at: datetime | None
    block_reason: str
    version: int


@dataclass(frozen=True, slots=True)
class LotStanding:
    """So many units of a lot by their name in a state at a place; of `sold`, over the whole company."""

    lot: LotView
    place: UUID
    state: str
    units: int


@dataclass(frozen=True, slots=True)
class LotsHere:
    """What lies in one state at a place by lots. named: each known one; they and `unknown` make `on_hand`.

    unknown below nought: so many units went and nobody said of which lot. likely: of each lot what is there if those
    were the first to end.
    """

    on_hand: int
    named: tuple[LotStanding, ...]
    unknown: int
    likely: dict[UUID, int]


@dataclass(frozen=True, slots=True)
class PaperLotView:
    """Units of a lot on a line of a paper. arrived: of a transfer what came of it; None: nobody said."""

    lot: LotView
    units: int
    arrived: int | None


@dataclass(frozen=True, slots=True)
class LotOnWay:
    """Units of a lot that a transfer brings to a place, and that have not arrived."""

    paper: UUID
    place: UUID
    units: int


@dataclass(frozen=True, slots=True)
class LotSold:
    """Units of a lot that an order took, less what came back of it."""

    lot: LotView
    order: UUID
    units: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LotDrift:
    """A cause (paper, order) by which more units of a variant moved by lots than moved at all."""

    cause: UUID
    variant: UUID
    by_lots: int
    moved: int


@dataclass(frozen=True, slots=True)
class Brought:
    """Units of a lot that came back. to: where their goods go; sold: the books know that they were sold."""

    lot: UUID
    units: int
    to: Account
    sold: bool
