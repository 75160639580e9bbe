"""Everybody is judged by a segment's rule, a portion at a time; nobody's entering or leaving is told as a happening."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.audiences.actions import end_count, lock_segment, recount_segments, settle_members
from prilavok.domains.audiences.queries import list_scales, list_segments, members_among, scored_by
from prilavok.domains.audiences.types import SegmentView
from prilavok.flows.turn_segments import queue_turn
from prilavok.insights.segments.judging import judge, next_customers
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.reading import begin_at
from prilavok.kit.events.relay import RELAY
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None  # follows what staff saved, what came in by an import, and the measuring of a scale
READER = "segments"
PORTION = 1_000  # customers of one transaction
_FIRST = UUID(int=0)


def queue_count(segments: Sequence[SegmentView], *, actor: Actor = SYSTEM, at: datetime) -> None:
    """Within the caller's story: have the segments counted, each in its edition, and their scale measured first."""
    begin_at(READER, RELAY, at)  # what happens from now on is heard beside the counting
    queue_jobs([_portion(one.id, one.version, _FIRST) for one in segments], at=at)
    scored = scored_by()
    unmeasured = {currency for one in segments for currency in scored.get(one.id, ())} - list_scales().keys()
    queue_jobs(
        [NewJob(verb="segments.measure", facts={"currency": one}, queue="chores") for one in sorted(unmeasured)], at=at
    )


def _portion(segment: UUID, edition: int, after: UUID) -> NewJob:
    facts = {"segment": str(segment), "edition": edition, "after": str(after)}
    return NewJob(verb="segments.count", key=f"{segment}:{edition}:{after}", facts=facts, queue="chores")


@job("segments.count", together=1)
def count_portion(due: Due, actor: Actor = SYSTEM) -> None:
    """Judge the next customers by id. A segment that has changed since is being counted by another line of jobs."""
    segment, after = UUID(due.facts["segment"]), UUID(due.facts["after"])
    found = lock_segment(segment)
    if found is None or found.version != due.facts["edition"]:
        return
    at = clock.now()
    people = next_customers(after, PORTION)
    last = people[-1] if len(people) == PORTION else None
    asked = sorted({*people, *members_among(segment, after, last)})
    settle_members(segment, asked, judge(found.rule, asked, at=at), cause="counted", at=at)
    if last is not None:
        queue_jobs([_portion(segment, found.version, last)], at=at)
        return
    end_count(segment, at=at)
    queue_turn(segment, at=at)


@job("segments.recount", together=1)
def recount_all(due: Due, actor: Actor = SYSTEM) -> None:
    """What an import brought happened to nobody now: everybody is counted again, silently."""
    at = clock.now()
    queue_count(recount_segments([one.id for one in list_segments()]), at=at)
