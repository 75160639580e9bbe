"""A till sold what the ledger had given to somebody: the youngest holds give way, the ledger shows the shelf again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.orders.actions import change_lines, lock_orders
from prilavok.domains.orders.types import LineAct, OrderView
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.shipments.actions import cancel_shipment
from prilavok.domains.shipments.queries import read_shipments
from prilavok.domains.stock.actions import goods_lost, lock_stock, lose_hold, share_loss, write_off_lost
from prilavok.domains.stock.queries import list_holds
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.lose_fittings import lock_fittings, lose_fittings
from prilavok.flows.tell_surplus import tell_surplus
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import DiscrepancyFound
from prilavok.kit.events.timeline import events_by_id
from prilavok.kit.jobs.registry import Due, job

needs = None  # follows what a till has reported; nobody asks for it
COUNT_WITHIN = timedelta(hours=24)
#: the first word of a change's key says why goods left an order without anybody's wish
SOLD, NOT_FOUND = "lost", "short"
CALL_WITHIN = timedelta(hours=2)


@job("hold.lose", together=1)
def lose_holds(due: Due, actor: Actor = SYSTEM) -> None:
    """Follow one discrepancy.found: what was short and is still shown is taken from holds, and written off.

    What waits in fitting rooms gives way first, then orders nobody has picked yet, of those the youngest; see
    take_from_holds. Done once.
    """
    at = clock.now()
    for event in events_by_id([UUID(str(due.facts["event"]))]):
        found = event.facts
        if isinstance(found, DiscrepancyFound) and found.units < 0 and event.place is not None:
            _lose(event.id, event.place, found, event.recorded_at, actor, at)


def _lose(event: UUID, place: UUID, found: DiscrepancyFound, recorded: datetime, actor: Actor, at: datetime) -> None:
    count = NewTask(
        kind="stock.count", key=f"stock.count:{event}", place=place, subject_kind="product", subject=found.variant,
        due_at=at + COUNT_WITHIN, facts={"variant": f"{found.variant}", "units": found.units, "order": f"{found.order}"}
    )  # fmt: skip
    if put_task(count, actor=actor, at=at) is None:
        return
    holders = [hold.order for hold in list_holds(place, found.variant)]
    fittings, orders = lock_fittings(holders), lock_orders(holders)
    lock_stock(holders, place, [found.variant])
    lost = goods_lost(place, found.variant, -found.units, recorded=recorded)
    left = lost.held - lose_fittings(fittings, place, found.variant, lost.held, event=event, actor=actor, at=at)
    take_from_holds(place, found.variant, left, orders=orders, by=found.order, key=event, actor=actor, at=at)
    write_off_lost(place, found.variant, lost.missing, order=found.order, at=at)


def take_from_holds(
    place: UUID, variant: UUID, units: int, *, orders: Mapping[UUID, OrderView], by: UUID | None, key: UUID,
    actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """Take units that are not there from what is kept for these locked orders; each is changed and told of it."""
    ready = {one.order for one in read_shipments(list(orders)).values() if one.state == "ready"}
    for order, lost in share_loss(list_holds(place, variant), units, among=set(orders), last=ready):
        lose_hold(order, place, variant, lost, leaf=orders[order].leaf, by=by, actor=actor, at=at)
        take_away(order, [LineAct("take_out", variant, lost)], place=place, key=f"{SOLD}:{key}", actor=actor, at=at)


def take_away(order: UUID, acts: Sequence[LineAct], *, place: UUID, key: str, actor: Actor, at: datetime) -> None:
    """Take out of an order whose row is held what cannot be handed over, and have the place speak to its customer."""
    change_lines(order, acts, key=key, paid=paid_for(order), ended_by="hold_lost", actor=actor, at=at)
    [head] = lock_orders([order]).values()
    if head.commercial == "cancelled":
        cancel_shipment(order, leaf=head.leaf, actor=actor, at=at)
    for nth, act in enumerate(acts):
        call = NewTask(
            kind="hold.lost", key=f"hold.lost:{order}:{key}:{nth}", place=place, subject_kind="order",
            subject=order, due_at=at + CALL_WITHIN, facts={"variant": str(act.variant), "units": act.quantity},
        )  # fmt: skip
        put_task(call, actor=actor, at=at)
    tell_surplus(head, actor=actor, at=at)
