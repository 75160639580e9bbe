"""A till sold what the ledger had given to somebody: the youngest holds give way, the ledger shows the shelf again."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.stock.actions import goods_lost, write_off_lost
from prilavok.domains.tasks.actions import finish_task, put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.lose_goods import lock_holders, lose_goods
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import DiscrepancyFound
from prilavok.kit.events.timeline import Recorded, events_by_id
from prilavok.kit.jobs.registry import Due, job

needs = None  # follows what a till has reported; nobody asks for it
COUNT_WITHIN = timedelta(hours=24)


@job("hold.lose", together=1)
def lose_holds(due: Due, actor: Actor = SYSTEM) -> None:
    """Follow one discrepancy.found: what was short and is still shown is taken from holds, and written off.

    Whoever it was kept for gives way, see lose_goods. Where the shelf was counted meanwhile the count has booked it,
    and nobody is asked to count again. Done once.
    """
    at = clock.now()
    for event in events_by_id([UUID(str(due.facts["event"]))]):
        found = event.facts
        if isinstance(found, DiscrepancyFound) and found.units < 0 and event.place is not None:
            _lose(event, event.place, found, actor, at)


def _lose(event: Recorded, place: UUID, found: DiscrepancyFound, actor: Actor, at: datetime) -> None:
    count = NewTask(
        kind="stock.count", key=f"stock.count:{event.id}", place=place, subject_kind="product", subject=found.variant,
        due_at=at + COUNT_WITHIN, facts={"variant": f"{found.variant}", "units": found.units, "order": f"{found.order}"}
    )  # fmt: skip
    if (task := put_task(count, actor=actor, at=at)) is None:
        return
    holders = lock_holders(place, [found.variant])
    lost = goods_lost(place, found.variant, -found.units, occurred=event.occurred_at, recorded=event.recorded_at)
    if lost.counted:
        finish_task(task, actor=actor, at=at)
        return
    lose_goods(
        place, found.variant, lost.held, holders=holders, by=found.order, key=event.id, actor=actor, at=at
    )  # fmt: skip
    write_off_lost(place, found.variant, lost.missing, order=found.order, at=at)
