"""Minute by minute: what paper tags are to say is worked out, and who forgot to hang one is told."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.actions import lock_paper_rule, put_on_shelf
from prilavok.domains.pricing.queries import count_forgotten, forgotten_tags, list_paper_rules
from prilavok.domains.tasks.actions import finish_task, put_task
from prilavok.domains.tasks.queries import list_tasks
from prilavok.domains.tasks.types import NewTask
from prilavok.insights.shelf import look_at_shelf
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None  # time does it, nobody asks
FORGOTTEN = "tag.forgotten"
#: until when a tag that was forgotten already is to hang
_SOON = timedelta(hours=2)


@job("shelves.watch", together=1)
def queue_shelves(due: Due, actor: Actor = SYSTEM) -> None:
    """Queue the look at every place that has a rule for its tags: each is a transaction of its own."""
    rules = list_paper_rules()
    queue_jobs(
        [NewJob(verb="shelf.look", key=f"{one.place}", facts={"place": str(one.place)}) for one in rules],
        at=clock.now(),
    )


@job("shelf.look", together=1)
def do_watch_shelf(due: Due, actor: Actor = SYSTEM) -> None:
    """Look at the shelf that the job names."""
    watch_shelf_here(UUID(due.facts["place"]), actor=actor, at=clock.now())


def watch_shelf(place: UUID, *, actor: Actor, at: datetime) -> int:
    """What the tags of a place are to say from now on; returns how many say something else than before."""
    with story():
        return watch_shelf_here(place, actor=actor, at=at)


def watch_shelf_here(place: UUID, *, actor: Actor, at: datetime) -> int:
    """The same within the caller's story; nothing is done where another looks at it now, or the place has no rule."""
    rule = lock_paper_rule(place)
    if rule is None or (rule.looked_at and rule.looked_at >= at):
        return 0
    now = look_at_shelf(read_place(place), rule, at)
    changed = put_on_shelf(place, now.changes, gone=now.gone, book=now.book, at=at)
    tell_forgotten(place, actor=actor, at=at)
    return changed


def tell_forgotten(place: UUID, *, actor: Actor, at: datetime) -> None:
    """Within the caller's story: one task a day where tags were forgotten; it is done once none is any more."""
    rule = next((one for one in list_paper_rules() if one.place == place), None)
    late = forgotten_tags(place, rule, at, limit=1) if rule else []
    if not late or rule is None:
        for task in list_tasks(place, kind=FORGOTTEN):
            if task.place == place:
                finish_task(task.id, actor=actor, at=at)
        return
    if any(task.place == place for task in list_tasks(place, kind=FORGOTTEN)):
        return
    told = {"tags": count_forgotten(place, rule, at), "since": late[0].since.isoformat()}
    day = read_place(place).day_at(at)
    put_task(
        NewTask(
            kind=FORGOTTEN, key=f"tags {day} {late[0].variant} {place} {late[0].since:%m%dT%H%M}", place=place,
            subject_kind="variant", subject=late[0].variant, due_at=at + _SOON, facts=told,
        ),
        actor=actor,
        at=at,
    )  # fmt: skip
