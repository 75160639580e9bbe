"""How many points a payment earns, and whose points move when it is undone."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.loyalty.types import PointsMove, TierRules

#: ten years, in days: points that live longer may as well not end
LONGEST = 3_653
#: tiers of a set
MOST_TIERS = 6
#: basis points: the points that everybody earns, and the most that a tier does
USUAL = 10_000
MOST_TIMES = 100_000
_MOST_SPENT = 10**15
_LONGEST_NAME = 40


def points_for(
    *, paid_amount: int, points: int, per_amount: int, times: int = 10_000, by_tier: int = 10_000, extra: int = 0
) -> int:
    """Points for every whole `per_amount` of what was paid; nothing for what is left over, nor where nothing was paid.

    times, by_tier: basis points by which promotions and the buyer's tier multiply them, rounded down once; extra: what
    promotions add.
    """
    if paid_amount <= 0:
        return 0
    return paid_amount // per_amount * points * times * by_tier // 100_000_000 + extra


def points_worth(*, points: int, worth: int) -> int:
    """Minor units that so many points pay, where one pays `worth`."""
    return points * worth


def most_points(*, free: int, owed: int, worth: int, most_share: int) -> int:
    """How many of the free points may pay an order: at most the share (basis points) of what is owed, rounded down."""
    if worth <= 0 or owed <= 0:
        return 0
    return max(min(free, owed * most_share // 10_000 // worth), 0)


def points_paying(*, amount: int, worth: int) -> int | None:
    """How many points pay exactly this amount; None where no whole number does."""
    return amount // worth if worth > 0 and amount > 0 and amount % worth == 0 else None


def burned_from(moves: Sequence[PointsMove], points: int) -> dict[UUID, int]:
    """To whom so many burned points of an order go back: the leaf drawn from last first, none more than it gave."""
    left: dict[UUID, int] = {}
    for move in moves:
        if move.cause in ("burn", "burn_back"):
            left[move.leaf] = left.get(move.leaf, 0) - move.points
    return take_from(list(left.items())[::-1], points)


def take_from(free: Sequence[tuple[UUID, int]], points: int) -> dict[UUID, int]:
    """How many of the wanted points each gives, in their order, none more than is free; together perhaps fewer."""
    given: dict[UUID, int] = {}
    for leaf, units in free:
        part = min(max(units, 0), points)
        if part:
            given[leaf] = given.get(leaf, 0) + part
            points -= part
    return given


def ending_fits(*, days: int | None, warn_days: int, back_days: int) -> bool:
    """Whether points may end so: after 1 to LONGEST days or never, told of before, given back for no longer than that.

    days: None, they do not end. What is said of points that do not end counts for those that end by an older rule.
    """
    longest = LONGEST if days is None else days
    return 0 < longest <= LONGEST and 0 <= warn_days < longest and 0 <= back_days <= longest


def tiers_fit(rules: TierRules) -> bool:
    """Whether a programme may have such tiers: each named, of a threshold of its own, and all within bounds."""
    tiers = rules.tiers
    same = [one.tier for one in tiers if one.tier is not None]
    return (
        len(tiers) <= MOST_TIERS
        and 0 < rules.days <= LONGEST
        and 0 <= rules.warn_days < LONGEST
        and len({one.threshold for one in tiers}) == len(tiers)
        and len(set(same)) == len(same)
        and all(
            0 < one.threshold <= _MOST_SPENT
            and 0 < one.times <= MOST_TIMES
            and 0 <= one.keep_days <= LONGEST
            and any(one.name.values())
            and all(len(text) <= _LONGEST_NAME for text in one.name.values())
            for one in tiers
        )
    )


def day_ended(came: datetime, days: int, zone: str) -> datetime:
    """The end of the day that lies so many days after that of an instant, by a clock."""
    clock = ZoneInfo(zone)
    after = came.astimezone(clock).date() + timedelta(days=days + 1)
    return datetime.combine(after, time(), clock).astimezone(UTC)


def counted_still(*, amount: int, stays: int, of_money: int) -> int:
    """Of an amount that counts for a tier, what does where of the money that paid the order so much stays paid."""
    return amount * max(stays, 0) // of_money if of_money > 0 else amount
