"""A part of stories in which goods are not there: whoever they were kept for gives way, in one order for all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.actions import lock_orders
from prilavok.domains.orders.types import OrderView
from prilavok.domains.stock.actions import give_back, lock_stock, share_loss
from prilavok.domains.stock.queries import list_holds
from prilavok.flows.give_way import take_from_holds
from prilavok.flows.lose_fittings import lock_fittings, lose_fittings
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


@dataclass(frozen=True, slots=True)
class Holders:
    """For whom goods are kept at a place: bookings and orders, their rows held; tills, for what they sell next."""

    tills: Collection[UUID]
    fittings: Sequence[UUID]
    orders: Mapping[UUID, OrderView]


def lock_holders(place: UUID, variants: Sequence[UUID], actor: Actor | None = None) -> Holders:
    """Hold all that stories which lose goods touch: bookings, then orders, then holds and balances."""
    kept = [hold.order for variant in variants for hold in list_holds(place, variant)]
    fittings, orders = lock_fittings(kept), lock_orders(kept)
    lock_stock(kept, place, variants)
    # Whoever is neither has no customer: units that were lent to a till, to be sold where there is no line.
    return Holders({*kept} - {*fittings} - {*orders}, fittings, orders)


def lose_goods(
    place: UUID, variant: UUID, units: int, *, holders: Holders, by: UUID | None, key: UUID, actor: Actor, at: datetime
) -> None:
    """Give up so many kept units: a till's own first, then what waits in fitting rooms, then the youngest orders.

    by: the order that took them, if one did. key: names the loss, so that each task of it is put once.
    """
    left = units
    for lease, lost in share_loss(list_holds(place, variant), units, among=holders.tills, last=()):
        # The till is not told: what it sells is in somebody's hand by then, and is recorded in any case.
        give_back(lease, {variant: lost}, place=place, actor=actor, at=at)
        left -= lost
    left -= lose_fittings(holders.fittings, place, variant, left, event=key, actor=actor, at=at)
    take_from_holds(place, variant, left, orders=holders.orders, by=by, key=key, actor=actor, at=at)
