"""Facts of events about points of loyalty."""

from uuid import UUID

from prilavok.kit.events.facts.kinds import Count, Facts


class PointsEarned(Facts, frozen=True):
    points: Count
    order: UUID


class PointsBurned(Facts, frozen=True):
    """amount: minor units of the order that the points paid."""

    points: Count
    amount: Count
    order: UUID


class PointsReturned(Facts, frozen=True):
    """Points given back that had paid goods, or (taken) taken back that goods had earned, since the goods came back."""

    points: Count
    order: UUID


class PointsExpired(Facts, frozen=True):
    """The time of points was over."""

    points: Count
    programme: UUID


class PointsEnding(Facts, frozen=True):
    """The end of points comes near. ends_at: seconds since 1970."""

    points: Count
    programme: UUID
    ends_at: Count


class TierReached(Facts, frozen=True):
    """A customer reached a tier of a programme."""

    programme: UUID
    tier: UUID


class TierLeft(Facts, frozen=True):
    """A customer holds a tier no more. now: the tier they hold instead, if any."""

    programme: UUID
    tier: UUID
    now: UUID | None = None


class TierEnding(Facts, frozen=True):
    """The end of somebody's tier comes near. ends_at: seconds since 1970."""

    programme: UUID
    tier: UUID
    ends_at: Count
