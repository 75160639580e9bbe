"""The days of what was tracked are opened ahead and taken away in time."""

from datetime import datetime

from prilavok.domains.tracking.actions import open_days, sweep_refused, sweep_told
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.registry import Due, job

needs = None


def turn_days(*, actor: Actor, at: datetime) -> tuple[int, int]:
    """Within the caller's story: how many days were opened, and how many were taken away with their words."""
    sweep_refused(at)
    return open_days(at), sweep_told(at)


@job("tracking.turn_days", together=1)
def _turn_days_due(due: Due) -> None:
    turn_days(actor=SYSTEM, at=clock.now())
