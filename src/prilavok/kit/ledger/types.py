"""What goes into the ledger and comes out of it: plain frozen values, units are whole numbers of the account's unit."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AccountName:
    """What an account is called: a book ("stock"), who or where holds, what is held, in which state.

    guarded: a real account, never below what is held on it; the others are counter-accounts and may be negative.
    """

    book: str
    holder: UUID
    unit: UUID
    state: str
    guarded: bool = True

    @property
    def id(self) -> UUID:
        """The account's id, the same that `ledger_account_id` gives in SQL. No secret, only a short name."""
        name = f"{self.book}{self.holder}{self.unit}{self.state}"
        return UUID(bytes=hashlib.md5(name.encode(), usedforsecurity=False).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """Units to be moved at once from the debit to the credit account. id: the move's, a repeated one is an error."""

    id: UUID
    debit: UUID
    credit: UUID
    units: int
    cause: str
    occurred_at: datetime
    cause_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing(Posting):
    """A posting that has already happened. fallback: the counter-account that gives what the debit account lacks."""

    fallback: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation(Posting):
    """Units to be held on the debit account for an owner until `expires_at`; settling moves them to the credit one."""

    owner: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A hold, named by its reserve move, to be posted. units: None for all that is open; cause: None for its own."""

    id: UUID
    hold: UUID
    occurred_at: datetime
    units: int | None = None
    cause: str | None = None
    cause_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Shortage:
    """How many units of a drawing were not there, and came from its fallback."""

    move: UUID
    units: int


@dataclass(frozen=True, slots=True)
class Lack:
    """An account that was asked for more than is free on it."""

    account: UUID
    asked: int
    free: int


@dataclass(frozen=True, slots=True)
class NotOpen:
    """A hold that was asked for more than is open of it; 0 when it is settled, voided or past its time."""

    hold: UUID
    asked: int
    open: int


@dataclass(frozen=True, slots=True)
class Release:
    """A hold that ended without being settled, and the units that are free again."""

    hold: UUID
    owner: UUID
    account: UUID
    units: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on an account: posted, and of it held. A counter-account holds nothing and may stand below nought."""

    account: UUID
    posted: int
    held: int

    @property
    def free(self) -> int:
        return self.posted - self.held


@dataclass(frozen=True, slots=True)
class SeenMove:
    """A move as seen from one account: `change` is what it did to the posted units, nought for a hold or a release."""

    id: UUID
    kind: str
    other: UUID
    units: int
    change: int
    cause: str
    cause_id: UUID | None
    pending: UUID | None
    occurred_at: datetime
    recorded_at: datetime
    origin: str
    generated: bool


@dataclass(frozen=True, slots=True)
class Stood:
    """A move with what was posted on the account after it, in the order in which things happened."""

    move: SeenMove
    balance: int


@dataclass(frozen=True, slots=True)
class CauseSum:
    """What one cause has brought (or, below nought, taken) in so many moves; `newest` of them first."""

    cause: str
    units: int
    moves: int
    newest: tuple[SeenMove, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an account stands where it stands: the sums of its causes add up to `standing.posted`."""

    standing: Standing
    causes: tuple[CauseSum, ...]
