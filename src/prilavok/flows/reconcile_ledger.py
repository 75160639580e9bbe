"""The books are reconciled all the time: every account with its moves and holds, and each difference is said once."""

from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import DriftFound
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job
from prilavok.kit.ledger.rounds import compare_slice

needs = None  # time does it, nobody asks
#: slices that one beat of the clock compares, each a transaction of its own, so that the rest of the house goes on
SLICES = 20


@job("ledger.reconcile", together=1)
def reconcile_ledger(due: Due, actor: Actor = SYSTEM) -> None:
    """Compare the next slice of accounts; what differs becomes drift.found. The next slice follows by itself.

    A round that has ended is followed by another with the next beat. Nothing is mended: a person looks at the moves.
    """
    at = clock.now()
    ended, fresh = compare_slice(at)
    record(
        [
            NewEvent(
                verb="drift.found",
                occurred_at=at,
                subject_kind="account",
                subject=account,
                actor=actor,
                facts=DriftFound(f"ledger.{kind}", difference),
            )
            for account, kind, difference in fresh
        ],
        at,
    )
    left = int(str(due.facts.get("left", SLICES))) - 1
    if not ended and left > 0:
        queue_jobs([NewJob(verb=due.verb, queue=due.queue, key=f"{due.id}", facts={"left": left})], at=at)
