"""A till sold what the ledger had given to somebody: the youngest holds give way, the ledger shows the shelf again."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.orders.actions import lock_orders
from prilavok.domains.stock.actions import goods_lost, lock_stock, write_off_lost
from prilavok.domains.stock.queries import list_holds
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.give_way import take_from_holds
from prilavok.flows.lose_fittings import lock_fittings, lose_fittings
from prilavok.flows.lose_leases import lock_leases, lose_leases
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import DiscrepancyFound
from prilavok.kit.events.timeline import events_by_id
from prilavok.kit.jobs.registry import Due, job

needs = None  # follows what a till has reported; nobody asks for it
COUNT_WITHIN = timedelta(hours=24)


@job("hold.lose", together=1)
def lose_holds(due: Due, actor: Actor = SYSTEM) -> None:
    """Follow one discrepancy.found: what was short and is still shown is taken from holds, and written off.

    What is kept for a till alone gives way first, then what waits in fitting rooms, then orders nobody has picked yet,
    of those the youngest; see take_from_holds. Done once.
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
    leases, fittings, orders = lock_leases(holders), lock_fittings(holders), lock_orders(holders)
    lock_stock(holders, place, [found.variant])
    lost = goods_lost(place, found.variant, -found.units, recorded=recorded)
    left = lost.held - lose_leases(leases, place, found.variant, lost.held, actor=actor, at=at)
    left -= lose_fittings(fittings, place, found.variant, left, event=event, actor=actor, at=at)
    take_from_holds(place, found.variant, left, orders=orders, by=found.order, key=event, actor=actor, at=at)
    write_off_lost(place, found.variant, lost.missing, order=found.order, at=at)
