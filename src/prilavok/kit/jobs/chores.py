"""Jobs of the kit itself: what is technical and has a stated age is swept away, a slice at a time."""

from datetime import timedelta

from prilavok.kit import clock
from prilavok.kit.arrivals.keep import sweep_arrivals
from prilavok.kit.idempotency.answers import sweep_answers
from prilavok.kit.jobs.queue import NewJob, queue_jobs, sweep_buried
from prilavok.kit.jobs.registry import Due, job

KEPT_BURIED = timedelta(days=180)
_SLICE = 1_000


@job("arrivals.sweep", together=1)
def sweep_old_arrivals(due: Due) -> None:
    """A full slice is followed by another, so that no transaction is long."""
    if sweep_arrivals(clock.now(), _SLICE) == _SLICE:
        _go_on(due)


@job("answers.sweep", together=1)
def sweep_old_answers(due: Due) -> None:
    if sweep_answers(clock.now(), _SLICE) == _SLICE:
        _go_on(due)


@job("jobs.sweep", together=1)
def sweep_old_burials(due: Due) -> None:
    sweep_buried(clock.now() - KEPT_BURIED)


def _go_on(due: Due) -> None:
    queue_jobs([NewJob(verb=due.verb, queue=due.queue, key=f"{due.id}")], at=clock.now())
