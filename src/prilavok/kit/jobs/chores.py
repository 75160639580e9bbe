"""Jobs of the kit itself: what is technical and has a stated age is swept away, a slice at a time."""

from datetime import timedelta

from prilavok.kit import clock
from prilavok.kit.arrivals.keep import sweep_arrivals
from prilavok.kit.files.keeping import REMOVE, expire_files, remove_unnamed
from prilavok.kit.files.sweeping import sweep_orphans
from prilavok.kit.idempotency.forgetting import sweep_answers
from prilavok.kit.jobs.queue import NewJob, queue_jobs, sweep_buried
from prilavok.kit.jobs.registry import Due, job
from prilavok.kit.ledger.snapshots import take_snapshots
from prilavok.kit.limits.buckets import sweep_buckets

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


@job("snapshots.take", together=1)
def take_snapshots_of_yesterday(due: Due) -> None:
    """Write down what every busy account held at the end of the day (UTC)."""
    at = clock.now()
    take_snapshots((at - timedelta(days=1)).date(), at)


@job("buckets.sweep", together=1)
def sweep_old_buckets(due: Due) -> None:
    """Forget buckets that have long been full again."""
    sweep_buckets(clock.now() - timedelta(days=1))


@job("files.sweep", together=1)
def sweep_old_files(due: Due) -> None:
    """Remove files whose time is over, and contents that no row names."""
    if expire_files(clock.now(), _SLICE) == _SLICE:
        _go_on(due)
        return
    sweep_orphans()


@job(REMOVE, together=1)
def remove_what_was_just_put(due: Due) -> None:
    """Bytes that were too young to go when their file was erased."""
    remove_unnamed([bytes.fromhex(str(due.facts["content"]))])


def _go_on(due: Due) -> None:
    queue_jobs([NewJob(verb=due.verb, queue=due.queue, key=f"{due.id}")], at=clock.now())
