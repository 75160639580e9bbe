"""Money that waits is asked about once more, at once: a charge, a refund, or what a bank told and nobody understood."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.payments.errors import ArrivalGone, AttemptUnknown
from prilavok.domains.payments.queries import read_attempt, read_refund
from prilavok.domains.payments.types import AttemptView, RefundView
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
        else:
            _ask_again(_open_money(which), actor, at)


def _ask_again(money: AttemptView | RefundView, actor: Actor, at: datetime) -> None:
    if isinstance(money, AttemptView):
        ask_later(money, at, actor=actor, at=at)
    else:
        tell_later(money.id, at, actor=actor, at=at)


def _open_money(which: UUID) -> AttemptView | RefundView:
    """The charge or refund of this id. Raises ArrivalGone where there is none, or none that is open."""
    for read in (read_attempt, read_refund):
        try:
            found = read(which)
        except AttemptUnknown:
            continue
        if found.is_open:
            return found
    raise ArrivalGone
