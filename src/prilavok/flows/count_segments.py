"""Everybody is judged by segments' rules, a slice at a time; nobody's entering or leaving is told as a happening."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.audiences.actions import lock_editions, note_count, recount_segments, settle_counted
from prilavok.domains.audiences.queries import list_scales, list_segments, scored_by
from prilavok.domains.audiences.types import SegmentView
from prilavok.flows.turn_segments import queue_turn
from prilavok.insights.segments.comparing import moves_within, span_behind
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.reading import begin_at
from prilavok.kit.events.relay import RELAY
from prilavok.kit.jobs.pace import Pace
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None  # follows what staff saved, what came in by an import, and the measuring of a scale
READER = "segments"
TOGETHER = 60  # segments of one line of jobs: their facts are read once for all
FIRST, LEAST, MOST = 100, 20, 5_000  # customers of a slice

_BEGIN = UUID(int=0)


def queue_count(segments: Sequence[SegmentView], *, actor: Actor = SYSTEM, at: datetime) -> None:
    """Within the caller's story: have the segments counted, each in its edition, and their scale measured first."""
    begin_at(READER, RELAY, at)  # what happens from now on is heard beside the counting
    editions = {str(one.id): one.version for one in sorted(segments, key=lambda one: one.id)}
    named = list(editions)
    lines = [named[first : first + TOGETHER] for first in range(0, len(named), TOGETHER)]
    queue_jobs([_slice({one: editions[one] for one in line}, _BEGIN, FIRST, 0) for line in lines], at=at)
    scored = scored_by()
    unmeasured = {currency for one in segments for currency in scored.get(one.id, ())} - list_scales().keys()
    queue_jobs(
        [NewJob(verb="segments.measure", facts={"currency": one}, queue="chores") for one in sorted(unmeasured)], at=at
    )


def _slice(editions: dict[str, int], behind: UUID, customers: int, judged: int) -> NewJob:
    facts = {"segments": editions, "after": str(behind), "customers": customers, "judged": judged}
    first, edition = next(iter(editions.items()))
    return NewJob(verb="segments.count", key=f"{first}:{edition}:{behind}", facts=facts, queue="chores")


@job("segments.count", together=1)
def count_slice(due: Due, actor: Actor = SYSTEM) -> None:
    """Judge the next customers by id. A segment that has changed since is being counted by another line of jobs.

    The segments are held before anything is read, so that what is written is never older than what was judged before.
    """
    found = lock_editions({UUID(id): edition for id, edition in due.facts["segments"].items()})
    if not found:
        return
    at, customers = clock.now(), due.facts["customers"]
    pace = Pace(customers, LEAST, MOST)
    span = span_behind(UUID(due.facts["after"]), customers)
    settle_counted(moves_within({one.id: one.rule for one in found}, span, at=at), at)
    judged = due.facts["judged"] + customers
    note_count([one.id for one in found], judged, at=at if span.ends else None)
    if span.ends:
        for one in found:
            queue_turn(one.id, at=at)
        return
    queue_jobs([_slice({str(one.id): one.version for one in found}, span.last, pace.next(), judged)], at=at)


@job("segments.recount", together=1)
def recount_all(due: Due, actor: Actor = SYSTEM) -> None:
    """What an import brought happened to nobody now: everybody is counted again, silently."""
    at = clock.now()
    queue_count(recount_segments([one.id for one in list_segments()]), at=at)
