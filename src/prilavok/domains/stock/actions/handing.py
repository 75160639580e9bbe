"""Goods of an order go over the counter, or back to the shelf, whatever is still held of them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from prilavok.domains.stock.actions.awaiting import give_back_awaited
from prilavok.domains.stock.actions.holding import lessen_holds, settle_holds_of
from prilavok.domains.stock.actions.moving import take_sold
from prilavok.domains.stock.queries import list_holds_of
from prilavok.domains.stock.types import HoldView, Shortage, Taking
from prilavok.kit.columns import Origin
from prilavok.kit.events.actor import Actor
from prilavok.kit.ledger.holds import void_holds


def hand_out(
    order: UUID, place: UUID, units: Mapping[UUID, int], *, actor: Actor, at: datetime, last: bool = True
) -> list[Shortage]:
    """Hand over units of an order: out of what is kept for it, and what is not kept any more from the shelf.

    Goods in the customer's hand are never refused: what the ledger did not know of is returned as shortages, each with
    its event discrepancy.found. What else is kept for the order is free again, unless this is not the last of it. Lock
    with lock_stock before.
    """
    over = [hold for hold in list_holds_of(order) if hold.expires_at <= at and (last or hold.place == place)]
    void_holds([hold.hold for hold in over], at, origin=Origin.LIVE)
    held = _held([hold for hold in list_holds_of(order) if hold.place == place])
    kept = {variant: min(count, held.get(variant, 0)) for variant, count in units.items()}
    settle_holds_of(order, kept, place=place, actor=actor, at=at)
    if last:
        void_holds([hold.hold for hold in list_holds_of(order)], at, origin=Origin.LIVE)
        give_back_awaited(order, at=at)
    rest = [Taking(order, place, variant, count - kept[variant], at) for variant, count in units.items()]
    return take_sold(rest, actor=actor, at=at, origin=Origin.LIVE)


def give_back(order: UUID, units: Mapping[UUID, int], *, place: UUID | None = None, actor: Actor, at: datetime) -> None:
    """Give back so many units out of what is kept for the order; where less is kept, all of it. place: only there."""
    held = _held([hold for hold in list_holds_of(order) if place in (None, hold.place)])
    least = {one: min(count, held.get(one, 0)) for one, count in units.items()}
    lessen_holds(order, least, place=place, actor=actor, at=at)


def give_up(order: UUID, units: Mapping[UUID, int], *, actor: Actor, at: datetime) -> None:
    """The order wants so many units less: first of what it waits for, then of what is kept for it. Lock before."""
    given = give_back_awaited(order, units, at=at)
    kept = {variant: count - given.get(variant, 0) for variant, count in units.items()}
    give_back(order, kept, actor=actor, at=at)


def _held(holds: list[HoldView]) -> dict[UUID, int]:
    held: dict[UUID, int] = {}
    for hold in holds:
        held[hold.variant] = held.get(hold.variant, 0) + hold.units
    return held
