"""One-time codes that have ended are forgotten a day later."""

from datetime import datetime, timedelta

from prilavok.domains.customers.actions import sweep_codes
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.registry import Due, job

needs = None
KEPT = timedelta(days=1)


def forget_ended(*, actor: Actor, at: datetime) -> int:
    """Delete codes that ended over a day ago; how many."""
    with story():
        return sweep_codes(at - KEPT)


@job("codes.sweep", together=1)
def _forget_due(due: Due) -> None:
    sweep_codes(clock.now() - KEPT)
