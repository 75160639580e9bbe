"""One-time codes and challenges that have ended: what they said goes at once, the rest is forgotten a day later."""

from datetime import datetime, timedelta

from prilavok.domains.conversations.actions import hide_ended_codes
from prilavok.domains.customers.actions import sweep_challenges, sweep_codes
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.registry import Due, job

needs = None
KEPT = timedelta(days=1)


def forget_ended(*, actor: Actor, at: datetime) -> int:
    """Take the digits of ended codes out of messages, delete codes that ended over a day ago; how many of these."""
    with story():
        return _forget(at)


@job("codes.sweep", together=1)
def _forget_due(due: Due) -> None:
    _forget(clock.now())


def _forget(at: datetime) -> int:
    hide_ended_codes(at)
    sweep_challenges(at)
    return sweep_codes(at - KEPT)
