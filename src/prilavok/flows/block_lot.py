"""A lot is called back: everywhere at once it is set aside, whoever waits for it is told; and it is let again."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.actions import lock_orders
from prilavok.domains.stock import actions
from prilavok.domains.stock.queries import list_holds, lot_on_way, lots_set_aside, lots_standing, read_lot, units_named
from prilavok.domains.stock.types import LotView
from prilavok.flows.land_called_back import tell_goals, untell_goals
from prilavok.flows.lose_fittings import lock_fittings
from prilavok.flows.lose_goods import Holders
from prilavok.flows.lose_leases import lock_leases
from prilavok.flows.set_lot_aside import put_lot_back, set_lot_aside
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "stock.lots"


def block(lot: UUID, reason: str, *, actor: Actor, at: datetime) -> LotView:
    """All of it that is named and lies for sale waits for a look; orders that it was kept for give way and are told.

    Where some of it is on its way to, staff are told, and it is set aside as it comes.

    One that is blocked already is given back as it is. Raises LotUnknown, LotUnfit for no reason.
    """
    with story():
        seen = read_lot(lot)
        # Where it is on its way to as well: what arrives in this moment has arrived when it is looked at below.
        places = {one.place for one in units_named(seen)} | {one.place for one in lot_on_way(lot)}
        holders = _lock(sorted(places), seen.variant)
        found = actions.lock_lot(lot)
        if found.blocked_at is not None:
            return found
        lying = units_named(found)  # as it is now that nobody else takes of it
        for one in lying:
            key = _key(found.version, lot, one.place)
            set_lot_aside(found, one.place, one.units, key=key, holders=holders, actor=actor, at=at)
        blocked = actions.mark_blocked(found, reason, units=sum(one.units for one in lying), actor=actor, at=at)
        tell_goals(blocked, actor=actor, at=at)
        return blocked


def unblock(lot: UUID, *, actor: Actor, at: datetime) -> LotView:
    """It may be sold again: what blocking set aside and still lies there is put back. Raises LotUnknown."""
    with story():
        seen = read_lot(lot)
        actions.lock_stock_at([], {one.place: [seen.variant] for one in lots_standing(lots=[lot], state="check")})
        found = actions.lock_lot(lot)
        if found.blocked_at is None:
            return found
        back = lots_set_aside(found, f"lot.blocked:{lot}:")
        for one in back:
            key = f"lot.unblocked:{lot}:{found.version}:{one.place}"
            put_lot_back(found, one.place, one.units, key=key, actor=actor, at=at)
        untell_goals(lot, actor=actor, at=at)
        return actions.mark_unblocked(found, units=sum(one.units for one in back), actor=actor, at=at)


def _key(version: int, lot: UUID, place: UUID) -> str:
    return f"lot.blocked:{lot}:{place}:{version}"


def _lock(places: list[UUID], variant: UUID) -> Holders:
    """Hold all that the act touches over all places, in the order of lock_holders: tills, bookings, orders, stock."""
    kept = [hold.order for place in places for hold in list_holds(place, variant)]
    leases, fittings, orders = lock_leases(kept), lock_fittings(kept), lock_orders(kept)
    actions.lock_stock_at(kept, {place: [variant] for place in places})
    return Holders(leases, fittings, orders)
