"""The day passes on which goods were to come, and not all came: the place asks where they are."""

from datetime import timedelta

from prilavok.domains.places.queries import read_place
from prilavok.domains.stock.queries import list_due_supply
from prilavok.domains.tasks.actions import put_tasks
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.expect_supply import LATE
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.registry import Due, job

needs = None  # time does it, nobody asks
LOOK_WITHIN = timedelta(hours=24)


@job("supply.late", together=1)
def tell_late(due: Due, actor: Actor = SYSTEM) -> None:
    """Where a day passed and not all came, the place has a task: once for each day that was said."""
    at = clock.now()
    late = [
        one for one in list_due_supply(at.date() + timedelta(days=2)) if one.due_on < read_place(one.place).day_at(at)
    ]
    tasks = [
        NewTask(
            kind=LATE, key=f"{LATE}:{one.paper}:{one.due_on}", place=one.place, subject_kind="paper", subject=one.paper,
            due_at=at + LOOK_WITHIN, facts={"paper": str(one.paper), "units": one.units, "due_on": f"{one.due_on}"},
        )
        for one in late
    ]  # fmt: skip
    put_tasks(tasks, actor=actor, at=at)
