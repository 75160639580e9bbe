"""Customers to whom something happened are judged anew by the segments it may matter to, all that wait in one pass."""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.audiences.actions import lock_segments, settle_members
from prilavok.flows.turn_segments import queue_turn
from prilavok.insights.segments.comparing import judge_anew
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job_list

needs = None
_IDS = 200  # that the facts of one job hold
_SEGMENTS = 80  # of them at most
_PASS = 1_000  # customers of one question
_LONGEST = 0.2  # seconds of one transaction; what is left goes on in another


def queue_judging(
    segments: Sequence[UUID],
    customers: Sequence[UUID],
    *,
    when: datetime | None = None,
    actor: Actor = SYSTEM,
    at: datetime,
) -> None:
    """Within the caller's story: have each of the customers judged by each of the segments.

    when: at which instant, together with all others that are judged then; at once where left out.
    """
    jobs = []
    for first in range(0, len(segments), _SEGMENTS):
        some = [one.hex for one in segments[first : first + _SEGMENTS]]
        room = _IDS - len(some)
        for start in range(0, len(customers), room):
            facts = {"segments": some, "customers": [one.hex for one in customers[start : start + room]]}
            jobs.append(NewJob(verb="segments.judge", facts=facts, run_at=when))
    queue_jobs(jobs, at=at)


@job_list("segments.judge", together=100)
def judge_segments(dues: Sequence[Due], actor: Actor = SYSTEM) -> None:
    """Judge by segments held in the order of their ids, so that two at once never wait for each other."""
    wanted: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for due in dues:
        wanted[tuple(due.facts["segments"])].update(due.facts["customers"])
    held = lock_segments(sorted({UUID(one) for some in wanted for one in some}))
    at, until = clock.now(), time.monotonic() + _LONGEST
    for several, people in wanted.items():
        segments, customers = [UUID(one) for one in several], sorted(UUID(one) for one in people)
        while customers and time.monotonic() < until:
            some, customers = customers[:_PASS], customers[_PASS:]
            rules = {one: held[one].rule for one in segments if one in held}
            for segment, judged in judge_anew(rules, some, at=at).items():
                settle_members(segment, [one.customer for one in judged], judged, cause="happened", at=at)
                queue_turn(segment, at=at)
        queue_judging(segments, customers, at=clock.now())
