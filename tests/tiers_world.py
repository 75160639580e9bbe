"""Tiers as tests say and ask them: sets of a programme, purchases of a leaf, what it holds and what was told."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from tests import make
from tests.counter_world import CASHIER

from prilavok.domains.loyalty.actions import earn_points, set_tiers, undo_points
from prilavok.domains.loyalty.queries import name_tiers, tiers_held
from prilavok.domains.loyalty.types import Earning, TierHeld, TierRule, TierRules, Undoing
from prilavok.kit import clock

ZONE = "Asia/Almaty"  # five hours before UTC


def tier(threshold: int, name: str, *, times: int = 10_000, keep: int = 10, id: UUID | None = None) -> TierRule:
    return TierRule(id, {"en": name}, threshold, times, keep)


TWO = (tier(1_000, "Silver", times=15_000), tier(3_000, "Gold", times=20_000, keep=20))


def say(
    programme: UUID, tiers: Sequence[TierRule] = TWO, *, days: int = 30, warn: int = 3, at: datetime = make.AT,
    since: datetime | None = None,
) -> None:  # fmt: skip
    with transaction.atomic():
        set_tiers(programme, TierRules(days, warn, ZONE, tuple(tiers), since), actor=CASHIER, at=at)


def day(nth: int) -> datetime:
    return make.AT + timedelta(days=nth)


def buy(leaf: UUID, amount: int, at: datetime, *leaves: UUID, order: UUID | None = None, origin: str = "live") -> UUID:
    order = order or uuid4()
    earnings = [Earning(leaf, order, None, amount, "KZT", at, leaves=leaves)]
    earn_points(earnings, actor=CASHIER, at=max(at, clock.now()), origin=origin)
    return order


def bring_back(order: UUID, leaf: UUID, *, stays: int, of: int, at: datetime) -> None:
    undo_points(Undoing(order, leaf, (leaf,), None, "KZT", 0, 0, stays, of), actor=CASHIER, at=at)


def held(at: datetime, *leaves: UUID) -> TierHeld:
    [found] = tiers_held(leaves, at)
    return found


def name_at(at: datetime, *leaves: UUID) -> str:
    return (held(at, *leaves).name or {"en": ""})["en"]


def last_day(at: datetime | None) -> str:
    assert at is not None
    return f"{at.astimezone(UTC) + timedelta(hours=5, microseconds=-1):%Y-%m-%d}"


def earned(order: UUID) -> list[tuple[object, ...]]:
    return make.ask(
        "SELECT (facts ->> 'points')::int FROM kit_event WHERE verb = 'points.earned' AND subject = %s", order
    )


def told() -> list[tuple[str, str | None]]:
    """Verb and tier of what was recorded, in its order."""
    names = {str(id): words["en"] for id, words in name_tiers().items()}
    return [
        (str(verb), names.get(str(of)))
        for verb, of in make.ask(
            "SELECT verb, facts ->> 'tier' FROM kit_event WHERE verb LIKE 'tier.%%' ORDER BY recorded_at, id"
        )
    ]
