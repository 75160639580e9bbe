"""Money that waits is asked about once more, at once: a charge, a refund, or what a bank told and nobody understood."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.payments.errors import ArrivalGone
from prilavok.domains.payments.queries import list_open_attempts, list_open_refunds
from prilavok.flows.hear_payments import READ_PAYMENTS
from prilavok.flows.payments_due import ask_later
from prilavok.flows.resolve_refund import tell_later
from prilavok.kit.arrivals.keep import end_aside, lock_aside
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs

needs = "payments.match"


def try_again(which: UUID, *, actor: Actor, at: datetime) -> None:
    """Read an arrival once more, or ask at once about a charge or refund that is open. Raises ArrivalGone."""
    with story():
        if aside := lock_aside(which):
            end_aside(which, at=None)
            facts = {"connection": str(aside.connection)}
            queue_jobs([NewJob(verb=READ_PAYMENTS, facts=facts, key=f"again {which} {at:%H%M%S%f}")], at=at)
        elif attempt := next((one for one in list_open_attempts(limit=1000) if one.id == which), None):
            ask_later(attempt, at, actor=actor, at=at)
        elif any(one.id == which for one in list_open_refunds(limit=1000)):
            tell_later(which, at, actor=actor, at=at)
        else:
            raise ArrivalGone
