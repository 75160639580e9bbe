"""Other rules of identity are tried on all evidence before they hold: at once where it is little, else by a job."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.customers.actions import begin_trial, read_on_trial
from prilavok.domains.customers.types.identity import KindRule
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.pace import Pace
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = "customers.rules"
FIRST, LEAST, MOST = 100, 1, 2_000  # leaves of a slice, with all that hangs together with them
WAITED = 0.5  # seconds in which who asks may see the end of it at once
_LATER = timedelta(seconds=1)


def try_rules(changes: Sequence[KindRule], *, actor: Actor, at: datetime) -> UUID:
    """Have these rules tried in place of those of their kinds; the trial, which is to be looked at. No fact is changed.

    Raises RuleUnfit.
    """
    with story():
        trial = begin_trial(changes, actor=actor, at=at)
        queue_jobs([_slice(trial, 0, FIRST)], at=at + _LATER)
    until, leaves = time.monotonic() + WAITED, FIRST
    more = True
    while more and time.monotonic() < until:
        pace = Pace(leaves, LEAST, MOST)
        with story():
            more = read_on_trial(trial, leaves, at=clock.now())
        leaves = pace.next()
    return trial


def _slice(trial: UUID, nth: int, leaves: int) -> NewJob:
    facts = {"trial": str(trial), "nth": nth, "leaves": leaves}
    return NewJob(verb="identity.try", key=f"{trial}:{nth}", facts=facts, queue="chores")


@job("identity.try", together=1)
def read_trial_on(due: Due, actor: Actor = SYSTEM) -> None:
    """The next slice of the log. Where it stands the trial itself keeps; one that is ended is left alone."""
    pace = Pace(due.facts["leaves"], LEAST, MOST)
    trial = UUID(due.facts["trial"])
    if read_on_trial(trial, due.facts["leaves"], at=clock.now()):
        queue_jobs([_slice(trial, due.facts["nth"] + 1, pace.next())], at=clock.now())
