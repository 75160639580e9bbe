"""Every hour: lots past their last day of sale are set aside, and staff are told of those that end soon."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.stock.actions import lock_lot, lock_stock
from prilavok.domains.stock.queries import free_at
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.set_lot_aside import set_lot_aside
from prilavok.insights.ending_lots import EndingLot, list_ending
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None  # time does it, nobody asks
#: until when somebody takes ended goods off the shelf, and looks at those that end soon
_AT_ONCE, _SOON = timedelta(hours=2), timedelta(days=1)


@job("lots.watch", together=1)
def queue_lots(due: Due, actor: Actor = SYSTEM) -> None:
    """Queue the look at every place that has such lots: each is a transaction of its own."""
    at = clock.now()
    places = {one.place.id for one in list_ending(at)}
    queue_jobs([NewJob(verb="lots.look", key=f"{one}", facts={"place": str(one)}) for one in sorted(places)], at=at)


@job("lots.look", together=1)
def do_watch_lots(due: Due, actor: Actor = SYSTEM) -> None:
    """Look at the place that the job names."""
    watch_lots_here(UUID(due.facts["place"]), actor=actor, at=clock.now())


def watch_lots(place: UUID, *, actor: Actor, at: datetime) -> None:
    """What is past its day there is not promised any more, but for what is kept for somebody; staff are told."""
    with story():
        watch_lots_here(place, actor=actor, at=at)


def watch_lots_here(place: UUID, *, actor: Actor, at: datetime) -> None:
    """The same within the caller's story."""
    due = list_ending(at, place=place)
    lock_stock([], place, sorted({one.variant.id for one in due}))
    for lot in sorted({one.lot.id for one in due}):
        lock_lot(lot)
    for one in list_ending(at, place=place):  # as it is now that nobody else takes of it
        if one.ended:
            _end(one, actor, at)
        _tell(one, "lot.ended" if one.ended else "lot.ending", at + (_AT_ONCE if one.ended else _SOON), actor, at)


def _end(one: EndingLot, actor: Actor, at: datetime) -> None:
    units = min(one.units, free_at(one.place.id, [one.variant.id]).get(one.variant.id, 0))
    if units:
        # A paper for each look: what came since the last one, however shortly before, is set aside by its own.
        key = f"lot.ended:{one.lot.id}:{one.place.id}:{at:%Y%m%d%H%M%S%f}"
        set_lot_aside(one.lot, one.place.id, units, key=key, holders=None, actor=actor, at=at)


def _tell(one: EndingLot, kind: str, due: datetime, actor: Actor, at: datetime) -> None:
    told = {"lot": str(one.lot.id), "variant": str(one.variant.id), "units": one.units}
    put_task(
        NewTask(
            kind=kind, key=f"{kind}:{one.lot.id}:{one.place.id}", place=one.place.id, subject_kind="product",
            subject=one.variant.id, due_at=due, facts=told,
        ),
        actor=actor,
        at=at,
    )  # fmt: skip
