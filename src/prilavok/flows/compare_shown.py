"""What others show is compared with what is true now; who is over the stated lag is told of, with place and product."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.actions import keep_compared
from prilavok.domains.pricing.queries import late_told, list_outside, turn_told
from prilavok.domains.tasks.actions import put_tasks
from prilavok.domains.tasks.types import NewTask
from prilavok.insights.price_watch import compare, list_readers
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.registry import Due, job
from prilavok.kit.pages import Mark

needs = None  # time does it, nobody asks
DIFFERS = "price.differs"
_SOON = timedelta(hours=2)


@job("outside.compare", together=1)
def do_compare_shown(due: Due, actor: Actor = SYSTEM) -> None:
    """Compare what every outside system said it shows, and tell of those that are over their lag."""
    at = clock.now()
    for one in list_outside():
        if one.kind == "tells":
            _compare(one.id, at=at)
    tell_late(actor=actor, at=at)


def compare_shown(outside: UUID, *, actor: Actor, at: datetime) -> int:
    """Compare all that a system said it shows; how many prices differ now or no longer do, and tell of the late."""
    with story():
        changed = _compare(outside, at=at)
        tell_late(actor=actor, at=at)
        return changed


def _compare(outside: UUID, *, at: datetime) -> int:
    """The same within the caller's story, and nobody is told."""
    after: Mark | None = None
    changed = 0
    while True:
        page = turn_told(outside, after=after)
        known = {one.told: one.differs_since for one in page.rows if one.differs_since}
        changed += keep_compared(outside, compare([one.told for one in page.rows], at, known=known), at=at)
        after = page.after
        if after is None:
            return changed


def tell_late(*, actor: Actor, at: datetime) -> None:
    """Within the caller's story: a task a day for each system and place where prices are over the stated lag."""
    late = []
    for shown, many in late_told(at):
        told = shown.told
        facts = {"outside": str(shown.outside), "variant": str(told.variant), "shown": told.amount,
                 "true": shown.true_amount, "since": str(shown.differs_since), "prices": many}  # fmt: skip
        late.append((shown.outside, told.place, told.variant, facts))
    for reading in list_readers(at):
        if reading.late(at) and reading.variant and reading.place:
            facts = {"outside": str(reading.outside.id), "variant": str(reading.variant.id), "shown": reading.before,
                     "true": reading.now, "since": str(reading.behind_since), "prices": reading.changed}  # fmt: skip
            late.append((reading.outside.id, reading.place.id, reading.variant.id, facts))
    tasks = [
        NewTask(
            kind=DIFFERS, key=f"price {outside} {place} {read_place(place).day_at(at)}", place=place,
            subject_kind="variant", subject=variant, due_at=at + _SOON, facts=facts,
        )
        for outside, place, variant, facts in late
    ]  # fmt: skip
    put_tasks(tasks, actor=actor, at=at)
