"""What crosses the edge of pricing about systems of others that show our prices."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OutsideView:
    """A system of others. kind: it `tells` what it shows, or `reads` prices from us. code: how it names itself.

    staff: whose token it comes with. lag_minutes: how long it may be behind. heard_at: when it last came.
    """

    id: UUID
    kind: str
    code: str
    staff: UUID | None
    lag_minutes: int
    heard_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class ToldPrice:
    """What an outside system says it shows at a place: minor units for `per` units of a variant."""

    place: UUID
    variant: UUID
    amount: int
    per: int


@dataclass(frozen=True, slots=True)
class ComparedPrice:
    """What it shows beside ours. true_amount: ours for as many units, None where we sell none there.

    since: from when ours was another; None where it is not.
    """

    told: ToldPrice
    true_amount: int | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class ShownView:
    """What an outside system last said it shows, and what came of comparing it; amounts as in ComparedPrice."""

    id: UUID
    outside: UUID
    told: ToldPrice
    told_at: datetime
    true_amount: int | None
    differs_since: datetime | None


@dataclass(frozen=True, slots=True)
class FetchedView:
    """When an outside system last fetched the prices of a place, or (place None) of all places."""

    outside: UUID
    place: UUID | None
    fetched_at: datetime
