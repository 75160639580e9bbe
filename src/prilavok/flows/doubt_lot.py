"""By the books one serial number has more pieces than one: somebody at the place looks which of them bears it."""

from datetime import timedelta
from uuid import UUID

from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import LotDoubted
from prilavok.kit.events.timeline import events_by_id
from prilavok.kit.jobs.registry import Due, job

needs = None  # follows what was scanned; nobody asks for it
WITHIN = timedelta(days=1)
KIND = "lot.doubted"


@job("lot.doubt", together=1)
def doubt_lot(due: Due, actor: Actor = SYSTEM) -> None:
    """Put a task for the place of one lot.doubted, once for a number and the order or paper that said so."""
    at = clock.now()
    for event in events_by_id([UUID(str(due.facts["event"]))]):
        found = event.facts
        if isinstance(found, LotDoubted):
            told = {"lot": f"{found.lot}", "variant": f"{found.variant}", "by": f"{found.by}"}
            task = NewTask(
                kind=KIND, key=f"{KIND}:{found.lot}:{found.by}", place=event.place, subject_kind="lot",
                subject=found.lot, due_at=at + WITHIN, facts=told,
            )  # fmt: skip
            put_task(task, actor=actor, at=at)
