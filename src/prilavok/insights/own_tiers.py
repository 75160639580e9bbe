"""Which tier somebody holds and why: the purchases that count, with their orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.loyalty.queries import counted_for, tiers_held
from prilavok.domains.loyalty.types import Counted, TierHeld
from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types import OrderView


@dataclass(frozen=True, slots=True)
class OwnTier:
    """What somebody holds in a programme; counted: the purchases that count now, the latest first."""

    held: TierHeld
    counted: tuple[tuple[Counted, OrderView | None], ...]


def read_own_tiers(leaves: Sequence[UUID], at: datetime) -> tuple[OwnTier, ...]:
    """Of each programme that has tiers now; none of those in which nothing of the person counts and no tier is held."""
    shown = [one for one in tiers_held(leaves, at) if one.tier or one.spent]
    counted = [counted_for(one, leaves, at) for one in shown]
    orders = read_orders([one.order for own in counted for one in own])
    return tuple(
        OwnTier(held, tuple((one, orders.get(one.order)) for one in own))
        for held, own in zip(shown, counted, strict=True)
    )
