"""Within other stories: what is called back and comes to a place lands set aside; until then its place is told."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.stock import actions
from prilavok.domains.stock.queries import lot_on_way, lots_brought
from prilavok.domains.stock.types import LotView, PaperView
from prilavok.domains.tasks.actions import finish_about, finish_task, put_tasks
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.set_lot_aside import set_lot_aside
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories
ON_WAY = "lot.on_way"
_LOOK_WITHIN = timedelta(hours=2)


def tell_goals(lot: LotView, *, actor: Actor, at: datetime) -> None:
    """Wherever the blocked lot is on its way to, staff are told before it comes."""
    tasks = [
        NewTask(
            kind=ON_WAY, key=f"{ON_WAY}:{lot.id}:{lot.version}:{one.paper}", place=one.place, subject_kind="paper",
            subject=one.paper, due_at=at + _LOOK_WITHIN,
            facts={"lot": str(lot.id), "variant": str(lot.variant), "units": one.units},
        )
        for one in lot_on_way(lot.id)
    ]  # fmt: skip
    put_tasks(tasks, actor=actor, at=at)


def untell_goals(lot: UUID, *, actor: Actor, at: datetime) -> None:
    """It may be sold again: nobody need look out for it any more."""
    for one in lot_on_way(lot):
        for task in list_tasks_about(one.paper):
            if task.kind == ON_WAY and task.facts.get("lot") == str(lot):
                finish_task(task.id, actor=actor, at=at)


def land_called_back(paper: PaperView, place: UUID, *, actor: Actor, at: datetime) -> int:
    """What a booked paper brought to the place of lots that are called back waits for a look; how many units."""
    aside = 0
    for named, units in lots_brought(paper.id, place).items():
        lot = actions.lock_lot(named)
        if lot.blocked_at is not None:
            # The beginning of the key is that of blocking: letting the lot again finds it by that.
            key = f"lot.blocked:{lot.id}:{lot.version}:{paper.id}"
            set_lot_aside(lot, place, units, key=key, holders=None, actor=actor, at=at)
            aside += units
    return aside


def looked_after(paper: UUID, *, actor: Actor, at: datetime) -> None:
    """The paper's goods are there or back: nobody need look out for them."""
    finish_about(paper, ON_WAY, actor=actor, at=at)
