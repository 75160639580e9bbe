"""What `prilavok check` asks of the jobs."""

from datetime import timedelta

from prilavok.kit import clock
from prilavok.kit.jobs.queue import buried, waiting

_OVERDUE = timedelta(minutes=10)


def check_jobs() -> list[str]:
    """Sentences about buried and overdue jobs; none when all is well."""
    now = clock.now()
    found = [f"{one.verb} was buried after {one.attempts} attempts: {one.error} (job {one.id})" for one in buried(20)]
    found += [
        f"{one.jobs} of {one.verb} wait in the queue {one.queue}, the eldest since {one.due_since:%Y-%m-%d %H:%M}:"
        " no worker takes them"
        for one in waiting(now)
        if one.due_since is not None and now - one.due_since > _OVERDUE
    ]
    return found
