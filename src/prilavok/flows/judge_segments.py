"""Customers to whom something happened are judged anew by the segments it may matter to."""

import time
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.audiences.actions import lock_segment, settle_members
from prilavok.flows.turn_segments import queue_turn
from prilavok.insights.segments.judging import judge
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None
_MOST = 80  # ids of each kind that the facts of one job hold
_LONGEST = 0.2  # seconds of one transaction; the segments that are left go on in another


def queue_judging(segments: Sequence[UUID], customers: Sequence[UUID], *, actor: Actor = SYSTEM, at: datetime) -> None:
    """Within the caller's story: have each of the customers judged by each of the segments."""
    jobs = [
        NewJob(
            verb="segments.judge",
            facts={
                "segments": [str(one) for one in segments[first : first + _MOST]],
                "customers": [str(one) for one in customers[start : start + _MOST]],
            },
        )
        for first in range(0, len(segments), _MOST)
        for start in range(0, len(customers), _MOST)
    ]
    queue_jobs(jobs, at=at)


@job("segments.judge", together=1)
def judge_segments(due: Due, actor: Actor = SYSTEM) -> None:
    """Judge by one segment after the other, in the order of ids, so that two at once never wait for each other."""
    segments = sorted(UUID(one) for one in due.facts["segments"])
    customers = [UUID(one) for one in due.facts["customers"]]
    until = time.monotonic() + _LONGEST
    while segments and time.monotonic() < until:
        segment = segments.pop(0)
        found = lock_segment(segment)
        at = clock.now()
        if found is not None:
            settle_members(segment, customers, judge(found.rule, customers, at=at), cause="happened", at=at)
            queue_turn(segment, at=at)
    queue_judging(segments, customers, at=clock.now())
