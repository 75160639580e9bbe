"""Claims are answered in time: a task stands until then, and a day before another one where nobody has answered."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.actions import lock_order
from prilavok.domains.orders.queries import claims_to_warn, read_claim
from prilavok.domains.orders.types.claiming import ClaimView
from prilavok.domains.tasks.actions import finish_about, put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.insights.claim_plan import seller_of
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None  # time does it, nobody asks
ANSWER, LATE = "claim.answer", "claim.late"
SLICE = 500


@job("claims.watch", together=1)
def queue_unanswered(due: Due, actor: Actor = SYSTEM) -> None:
    """Queue the word about every claim that is to be answered soon and is not: each is a transaction of its own."""
    at = clock.now()
    late = claims_to_warn(at, limit=SLICE)
    queue_jobs([NewJob(verb="claim.warn", key=f"{one}:{due.id}", facts={"claim": str(one)}) for one in late], at=at)


@job("claim.warn", together=1)
def do_warn(due: Due, actor: Actor = SYSTEM) -> None:
    """Say it of the claim that the job names."""
    warn_of_claim(UUID(str(due.facts["claim"])), actor=actor, at=clock.now())


def warn_of_claim(claim: UUID, *, actor: Actor, at: datetime) -> bool:
    """Within the caller's story: put the task that hurries; whether it was not put before."""
    found = read_claim(claim)
    lock_order(found.order)
    if claim not in claims_to_warn(at, only=claim):
        return False
    return put_claim_task(LATE, read_claim(claim), actor=actor, at=at)


def put_claim_task(kind: str, claim: ClaimView, *, actor: Actor, at: datetime) -> bool:
    """Within the caller's story: put the task to answer a claim, which its decision ends; whether it was not put.

    It is of where the order was sold; another one where the claim waits for another decision.
    """
    place = seller_of(claim.order)[0]
    task = NewTask(
        kind=kind, key=f"{kind}:{claim.id}:{claim.version}", place=place, subject_kind="claim", subject=claim.id,
        due_at=claim.due_at, facts={"order": str(claim.order)},
    )  # fmt: skip
    return put_task(task, actor=actor, at=at) is not None


def end_claim_tasks(claim: UUID, *, actor: Actor, at: datetime) -> None:
    """Within the caller's story: it was answered, nobody need think of it."""
    for kind in (ANSWER, LATE):
        finish_about(claim, kind, actor=actor, at=at)
