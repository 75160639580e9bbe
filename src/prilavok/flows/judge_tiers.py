"""Customers are looked at for their tier: at once by what happened, in silence by what was loaded, and by time."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import leaves_by_customer
from prilavok.domains.loyalty.actions import settle_tiers
from prilavok.domains.loyalty.queries import standings_due
from prilavok.domains.loyalty.types import TierMoved
from prilavok.flows.hear_segments import hear_segments
from prilavok.insights.segments.comparing import span_behind
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None  # follows what happened, and time
#: customers of one job, which is one transaction
SLICE = 200
_BEGIN = UUID(int=0)


def judge_tiers(
    customers: Collection[UUID], *, joined: Sequence[tuple[UUID, UUID]] = (), actor: Actor | None, at: datetime
) -> list[TierMoved]:
    """Within the caller's story: keep where each of them stands now; what changed. See settle_tiers.

    actor: None, nothing of it is told as a happening; segments that ask for a tier are counted all the same.
    """
    if not customers:
        return []
    leaves = leaves_by_customer(list(customers))
    people = {one: leaves.get(one, []) for one in sorted(customers)}
    moved = settle_tiers(people, joined=joined, actor=actor, at=at)
    if actor is None:
        hear_segments({"tier.reached": [one.customer for one in moved]}, at=at)
    return moved


@job("tiers.turn", together=1)
def turn_tiers(due: Due, actor: Actor = SYSTEM) -> None:
    """Look at those whose tier ends now, or soon enough to be told; where there are more, another job goes on."""
    at = clock.now()
    customers = standings_due(at, SLICE)
    judge_tiers(customers, actor=actor, at=at)
    if len(customers) == SLICE:
        queue_jobs([NewJob(verb="tiers.turn")], at=at)


def queue_recount(begins: datetime, *, after: UUID = _BEGIN, actor: Actor = SYSTEM, at: datetime) -> None:
    """Within the caller's story: have everybody behind `after` by id looked at from an instant on, in silence."""
    facts = {"after": after.hex}
    queue_jobs(
        [NewJob(verb="tiers.recount", key=f"{begins:%Y%m%dT%H%M%S}:{after.hex}", facts=facts, run_at=begins)], at=at
    )


@job("tiers.recount", together=1)
def recount_tiers(due: Due, actor: Actor = SYSTEM) -> None:
    """Look at the next customers by id, after new tiers began or history came in: what follows is no happening."""
    at = clock.now()
    span = span_behind(UUID(due.facts["after"]), SLICE)
    judge_tiers(span.customers, actor=None, at=at)
    if not span.ends:
        queue_recount(at, after=span.last, at=at)
