"""What crosses the edge of stock."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from prilavok.domains.stock.types.holds import HoldView, Keeping, Lacking
from prilavok.domains.stock.types.lots import Account, LotSaid, LotView, Tracking, TrackingView
from prilavok.domains.stock.types.safety import SAFETY_TOUCHPOINTS, WHOLE_SHARE, Safety, SafetyView
from prilavok.domains.stock.types.supply import Coming, LateSupply, Promisable, SupplyChange

__all__ = [
    "Account",
    "LotSaid",
    "LotView",
    "Tracking",
    "TrackingView",
    "AsideView",
    "Coming",
    "Goods",
    "GoodsLost",
    "HoldView",
    "Keeping",
    "Lacking",
    "LateSupply",
    "MOST_PAPER_LINES",
    "MOST_UNITS",
    "Opening",
    "OrderMove",
    "PAPER_KINDS",
    "PAPER_STATES",
    "PaperHead",
    "PaperKind",
    "PaperLineView",
    "PaperState",
    "PaperView",
    "Promisable",
    "Returning",
    "SAFETY_TOUCHPOINTS",
    "SHELF_STATES",
    "Safety",
    "SafetyView",
    "ShelfState",
    "Shortage",
    "StockTotal",
    "StockView",
    "SupplyChange",
    "Taking",
    "WHOLE_SHARE",
    "WRITE_OFF_REASONS",
]


ShelfState = Literal["goods", "damaged", "check"]
#: what lies at a place: to be sold, damaged, or until somebody has checked its quality; only `goods` are ever promised
SHELF_STATES: tuple[ShelfState, ...] = ("goods", "damaged", "check")


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
class AsideView:
    """Units of a variant that lie at a place and are not sold. since: when the first of those that still lie came."""

    place: UUID
    variant: UUID
    state: ShelfState
    units: int
    since: datetime


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
class GoodsLost:
    """Units the ledger shows and the shelf has not; how many only holds can give; whether a count has booked them."""

    missing: int
    held: int
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Returning:
    """Units of a variant that came back. to: `goods` is sold again; `damaged` and `check` lie apart and are not sold;
    `supplier` goes on to who delivered them and never lies here.
    """

    variant: UUID
    quantity: int
    to: Account = "goods"


PaperKind = Literal["receiving", "write_off", "transfer", "count", "set_aside", "expected"]
PaperState = Literal["draft", "sent", "done", "cancelled"]
PAPER_KINDS: tuple[PaperKind, ...] = ("receiving", "write_off", "transfer", "count", "set_aside", "expected")
PAPER_STATES: tuple[PaperState, ...] = ("draft", "sent", "done", "cancelled")
#: why goods are written off; `other` wants words
WRITE_OFF_REASONS = ("damaged", "expired", "lost", "stolen", "own_use", "other")
#: of one line, in its smallest unit: a thousand tonnes by the gram
MOST_UNITS = 10**9
MOST_PAPER_LINES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHead:
    """What a paper says beside its goods. to_place: where a transfer goes. reason: a code of WRITE_OFF_REASONS.

    from_state, to_state: between which of SHELF_STATES goods are set aside; a write-off takes from `from_state`,
    "" is what is sold. due_on: the day at the place on which expected goods are to come. against: the paper of
    expected goods that a receiving brings.
    """

    to_place: UUID | None = None
    supplier: str = ""
    reason: str = ""
    note: str = ""
    from_state: str = ""
    to_state: str = ""
    due_on: date | None = None
    against: UUID | None = None


@dataclass(frozen=True, slots=True)
class Goods:
    """So many units of a variant on a paper. cost: what a supplier takes for all of them, in minor units."""

    variant: UUID
    units: int
    cost: int | None = None
    lots: tuple[LotSaid, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper of stock. takes_back: the paper it undoes. taken_back: the paper that undid it.

    sent: when and by whom a transfer left; done: when its units were booked for good.
    """

    id: UUID
    number: str
    kind: PaperKind
    state: PaperState
    place: UUID
    head: PaperHead
    lines: int
    made_at: datetime
    made_by: UUID | None
    sent_at: datetime | None
    sent_by: UUID | None
    done_at: datetime | None
    done_by: UUID | None
    takes_back: UUID | None
    taken_back: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class PaperLineView:
    """Units of a variant on a paper. arrived: of a transfer, what came; None before somebody looked. Of expected goods,
    what was received of them so far. promised: for how many of those still expected orders wait.

    Of a count `units` were counted between first_at and last_at, shown is what the ledger had at last_at as it is known
    now, moved how much came or went while people counted it; booked is what confirming changed (below nought: short).
    """

    variant: UUID
    units: int
    arrived: int | None
    cost: int | None
    first_at: datetime
    last_at: datetime
    shown: int | None
    moved: int
    booked: int | None
    version: int
    promised: int = 0

    @property
    def differs(self) -> int:
        """By how much reality exceeds the ledger; below nought it is short."""
        return self.units - (self.shown or 0)
