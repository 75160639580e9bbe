"""What was lent to a till goes back to everybody: the till gives it back, or its time is long over."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.actions import release_gift_cards
from prilavok.domains.loyalty.actions import unlend_points
from prilavok.domains.promotions.actions import void_promotions
from prilavok.domains.stock.actions import lock_stock, release_holds
from prilavok.domains.tills.actions import end_leases, lock_till
from prilavok.domains.tills.queries import leases_among, leases_over
from prilavok.domains.tills.types import GRACE, Ended, LeaseView, TillView
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = "sales.record"
SLICE = 500


def give_back(till: UUID, leases: Sequence[UUID], *, actor: Actor, at: datetime) -> None:
    """The till, which has a line, needs these no longer. Those that have ended before are passed over."""
    with story():
        lock_till(till)
        give_back_here(leases_among(leases, till), "back", actor=actor, at=at)


def give_back_here(
    leases: Sequence[LeaseView], ended: Ended, *, actor: Actor, at: datetime, till: TillView | None = None
) -> None:
    """Within the caller's story, with the till's row held."""
    out = set(end_leases([one.id for one in leases], ended, at=at))
    back = [one for one in leases if one.id in out]
    void_promotions([one.id for one in back if one.kind in ("promotion", "coupon")], at=at)
    for one in back:
        if one.kind == "goods" and one.variant is not None:
            place = (till or lock_till(one.till)).place
            lock_stock([one.id], place, [one.variant])
            release_holds(one.id, actor=actor, at=at, reason="expired" if ended == "over" else "changed")
    # Stock, then points, then gift cards: as they are locked everywhere.
    unlend_points([one.id for one in back if one.kind == "points"], at=at)
    for one in back:
        if one.kind == "gift":
            release_gift_cards(one.id, at=at)


@job("leases.sweep", together=1)
def queue_overdue(due: Due, actor: Actor = SYSTEM) -> None:
    """Queue the end of what no till used or brought back in time, a transaction a till."""
    at = clock.now()
    late = leases_over(at - GRACE, limit=SLICE)
    tills = sorted({one.till for one in late})
    queue_jobs(
        [NewJob(verb="leases.end", key=f"{till}:{at.isoformat()}", facts={"till": str(till)}) for till in tills], at=at
    )


@job("leases.end", together=1)
def end_overdue(due: Due, actor: Actor = SYSTEM) -> None:
    """End what is overdue at the till that the job names."""
    at = clock.now()
    till = lock_till(UUID(str(due.facts["till"])))
    late = [one for one in leases_over(at - GRACE, limit=SLICE) if one.till == till.id]
    give_back_here(late, "over", actor=actor, at=at, till=till)
