"""Goods kept for a till alone were sold by another: they were promised to no customer, so they give way first."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.stock.actions import give_back, share_loss
from prilavok.domains.stock.queries import list_holds
from prilavok.domains.tills.actions.lessening import lessen_lease, lock_goods_leases
from prilavok.kit.events.actor import Actor

needs = None  # follows what a till has reported; nobody asks for it


def lock_leases(holders: Sequence[UUID], actor: Actor | None = None) -> list[UUID]:
    """Hold the tills of those of the holders that are leases of goods, in one order; which leases they are."""
    return lock_goods_leases(holders)


def lose_leases(leases: Sequence[UUID], place: UUID, variant: UUID, units: int, *, actor: Actor, at: datetime) -> int:
    """Within the caller's story, with tills and stock held: how many of the lost units their holds gave back.

    A till hears of it when it is told next; what it sells meanwhile has happened, as everything it sells.
    """
    given = 0
    for lease, lost in share_loss(list_holds(place, variant), units, among=set(leases), last=()):
        give_back(lease, {variant: lost}, actor=actor, at=at)
        lessen_lease(lease, lost, "back", at=at)
        given += lost
    return given
