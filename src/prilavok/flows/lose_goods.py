"""A part of stories in which goods are not there: whoever they were kept for gives way, in one order for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.actions import lock_orders
from prilavok.domains.orders.types import OrderView
from prilavok.domains.stock.actions import lock_stock
from prilavok.domains.stock.queries import list_holds
from prilavok.flows.give_way import take_from_holds
from prilavok.flows.lose_fittings import lock_fittings, lose_fittings
from prilavok.flows.lose_leases import lock_leases, lose_leases
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


@dataclass(frozen=True, slots=True)
class Holders:
    """For whom goods are kept at a place, their rows held: tills for what they sell next, bookings, orders."""

    leases: Sequence[UUID]
    fittings: Sequence[UUID]
    orders: Mapping[UUID, OrderView]


def lock_holders(place: UUID, variants: Sequence[UUID], actor: Actor | None = None) -> Holders:
    """Hold all that stories which lose goods touch: tills, then bookings, orders, holds and balances."""
    kept = [hold.order for variant in variants for hold in list_holds(place, variant)]
    leases, fittings, orders = lock_leases(kept), lock_fittings(kept), lock_orders(kept)
    lock_stock(kept, place, variants)
    return Holders(leases, fittings, orders)


def lose_goods(
    place: UUID, variant: UUID, units: int, *, holders: Holders, by: UUID | None, key: UUID, actor: Actor, at: datetime
) -> None:
    """Give up so many kept units: a till's own first, then what waits in fitting rooms, then the youngest orders.

    by: the order that took them, if one did. key: names the loss, so that each task of it is put once.
    """
    left = units - lose_leases(holders.leases, place, variant, units, actor=actor, at=at)
    left -= lose_fittings(holders.fittings, place, variant, left, event=key, actor=actor, at=at)
    take_from_holds(place, variant, left, orders=holders.orders, by=by, key=key, actor=actor, at=at)
