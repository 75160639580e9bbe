"""What is still to be said about payments: when a provider is asked, and what becomes of what it holds or shows."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.payments.actions import close_attempts
from prilavok.domains.payments.types import AttemptView
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs

needs = None  # a part of other stories
#: a request that left this long ago has arrived or never will
UNDER_WAY = timedelta(seconds=60)
ASKED_EVERY = timedelta(seconds=3)
#: a page is asked about the more seldom the longer it waits: it tells by itself what becomes of it
ASKED_AT_LEAST = timedelta(seconds=60)


def ask_later(attempt: AttemptView, run_at: datetime, *, actor: Actor, at: datetime) -> None:
    """Queue the next question about an attempt, within the caller's story."""
    _queue("payment.ask", attempt, run_at, at)


def close_later(attempt: AttemptView, run_at: datetime, *, actor: Actor, at: datetime) -> None:
    """Queue the telling that so much of it is taken, or that it is let go, within the caller's story."""
    _queue("payment.close", attempt, run_at, at)


def ask_again(attempt: AttemptView, *, actor: Actor, at: datetime) -> None:
    """The same, half of the time a page has waited later; soon where the provider owes us an answer."""
    waited = (at - attempt.asked_at) / 2 if attempt.waits else ASKED_EVERY
    ask_later(attempt, at + min(max(waited, ASKED_EVERY), ASKED_AT_LEAST), actor=actor, at=at)


def close_payments(order: UUID, *, owed: int, run_at: datetime, actor: Actor, at: datetime) -> list[AttemptView]:
    """Decide, within the caller's story, which holds the order's row, what becomes of all that is held or waits.

    owed: what is still to be paid and is taken of what is held; the rest is let go, pages that wait are ended. The
    provider is told by a job at run_at, or before it by tell_now. Asked again it decides nothing anew.
    """
    closed = close_attempts(order, owed=owed)
    for one in closed:
        close_later(one, run_at, actor=actor, at=at)
    return closed


def _queue(verb: str, attempt: AttemptView, run_at: datetime, at: datetime) -> None:
    key, facts = f"{attempt.id}:{run_at:%Y%m%d%H%M%S%f}", {"attempt": str(attempt.id)}
    queue_jobs([NewJob(verb=verb, facts=facts, key=key, queue="outside", run_at=run_at)], at)
