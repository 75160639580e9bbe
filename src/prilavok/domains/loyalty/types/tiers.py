"""What crosses the edge of loyalty about tiers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.kit.words import Words


@dataclass(frozen=True, slots=True)
class TierRule:
    """A tier as a set says it. tier: the same in the sets that follow, None: a new one. threshold: minor units.

    times: basis points of the usual points that purchases earn. keep_days: full days for which it is kept at least
    after the day it was last reached on.
    """

    tier: UUID | None
    name: Words
    threshold: int
    times: int
    keep_days: int


@dataclass(frozen=True, slots=True)
class TierRules:
    """The tiers of a programme from an instant on, None: from now on; without any there are none from then on.

    days: a purchase counts so many full days by the clock of `zone` after the day it was made on. warn_days: so many
    days before somebody's tier ends it is told, 0: it is not.
    """

    days: int
    warn_days: int
    zone: str
    tiers: tuple[TierRule, ...]
    valid_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class TierHeld:
    """What somebody holds in a programme that has tiers. tier, name, until: None where it is none yet.

    times: see TierRule. until: when it ends if nothing else is bought. spent: minor units that count now, since they
    were paid in the last `days` days by the clock of `zone`. following: the next tier, None above the highest; lacks:
    minor units to be spent for it.
    """

    programme: UUID
    code: str
    currency: str
    tier: UUID | None
    name: Words | None
    times: int
    until: datetime | None
    spent: int
    following: Words | None
    lacks: int
    days: int
    zone: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A purchase that counts for a tier: minor units, less what came back. until: the end of its last day."""

    order: UUID
    amount: int
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class TierMoved:
    """A customer reached a tier, left it (other: what they hold instead), or will leave it at an instant."""

    programme: UUID
    customer: UUID
    verb: str
    tier: UUID
    other: UUID | None
    ends_at: datetime | None
