"""What happened is held against the segments whose conditions name it: their members follow within seconds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from prilavok.domains.audiences.queries import segments_waiting, someone_belongs
from prilavok.domains.customers.queries import owners_of
from prilavok.flows.count_segments import READER
from prilavok.flows.judge_segments import queue_judging
from prilavok.kit import clock
from prilavok.kit.columns import Origin
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import CustomerJoined
from prilavok.kit.events.reading import read_on, skip_to
from prilavok.kit.events.relay import RELAY
from prilavok.kit.events.timeline import Recorded
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None

_TOGETHER = 500  # events read in one transaction


@job("segments.hear", together=1)
def _hear(due: Due) -> None:
    """Take the next events after those taken before. What was loaded or imported is counted when its import ends."""
    at = clock.now()
    if not someone_belongs():
        skip_to(READER, RELAY, at)
        return
    events = read_on(READER, _TOGETHER, at)
    touched = _touched([one for one in events if one.origin == Origin.LIVE])
    hear_segments(touched, at=at)
    if len(events) == _TOGETHER:
        queue_jobs([NewJob(verb="segments.hear", key=str(events[-1].id))], at=at)


def _touched(events: Iterable[Recorded]) -> dict[str, set[UUID]]:
    """Customers by verb: the owner of the event's leaf, whom it is about, both sides of a join."""
    events = list(events)
    owners = owners_of([one.leaf for one in events if one.leaf is not None])
    touched: dict[str, set[UUID]] = defaultdict(set)
    for one in events:
        if one.leaf is not None and one.leaf in owners:
            touched[one.verb].add(owners[one.leaf])
        if one.subject_kind == "customer":
            touched[one.verb].add(one.subject)
        if isinstance(one.facts, CustomerJoined):
            touched[one.verb] |= {one.facts.kept, one.facts.gone}
    return touched


def hear_segments(
    touched: Mapping[str, Iterable[UUID]], *, when: datetime | None = None, actor: Actor = SYSTEM, at: datetime
) -> None:
    """Within the caller's story: have the customers that each verb touched judged by the segments that name it.

    when: at which instant, together with all others that are judged then; at once where left out. For what no reader is
    handed (behaviour), its writer calls this with the customers of the leaves.
    """
    touched = {verb: set(customers) for verb, customers in touched.items()}
    if not any(touched.values()):
        return
    naming: dict[frozenset[str], list[UUID]] = defaultdict(list)
    for segment, verbs in segments_waiting(list(touched)).items():
        naming[verbs].append(segment)
    for verbs, segments in naming.items():
        customers = set().union(*(touched[verb] for verb in verbs))
        queue_judging(sorted(segments), sorted(customers), when=when, at=at)
