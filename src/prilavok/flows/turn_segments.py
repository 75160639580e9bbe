"""Time alone moves customers into segments and out of them: a timer waits for the next instant of each segment."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.audiences.actions import forget_turns, lock_segment, settle_members
from prilavok.domains.audiences.queries import next_turn, turns_due
from prilavok.insights.segments.judging import judge
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None  # time does it, nobody asks
PORTION = 500  # customers of one transaction


def queue_turn(segment: UUID, *, besides: Due | None = None, actor: Actor = SYSTEM, at: datetime) -> None:
    """Within the caller's story: set the timer for the segment's next instant; one that is set stays.

    besides: the timer that has just rung and still stands in the queue: its place is taken by another of the same hour.
    """
    turn = next_turn(segment)
    if turn is None:
        return
    facts = {"segment": str(segment), "turn": turn.isoformat()}
    rung = besides is not None and besides.facts == facts
    key = f"{segment}:{besides.id if rung and besides else turn.isoformat()}"
    queue_jobs([NewJob(verb="segments.turn", key=key, facts=facts, run_at=turn)], at=at)


@job("segments.turn", together=1)
def turn_segment(due: Due, actor: Actor = SYSTEM) -> None:
    """Judge those whose instant has come. Jobs may come late, twice or in any order: what is due is read anew."""
    segment = UUID(due.facts["segment"])
    found = lock_segment(segment)
    at = clock.now()
    if found is None:
        if forget_turns(segment, limit=PORTION) == PORTION:
            queue_jobs([NewJob(verb=due.verb, key=f"{segment}:{due.id}", facts=due.facts)], at=at)
        return
    customers = turns_due(segment, at, PORTION)
    settle_members(segment, customers, judge(found.rule, customers, at=at), cause="time", at=at)
    queue_turn(segment, besides=due, at=at)
