"""What happened is noted for every address outside that wants to hear of it, in the order in which it happened."""

from prilavok.domains.hooks_out.actions import plan_tellings, queue_tries
from prilavok.domains.hooks_out.queries import someone_listens
from prilavok.kit import clock
from prilavok.kit.events.reading import read_on, skip_to
from prilavok.kit.events.relay import RELAY
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job

needs = None

_READER = "hooks"
_TOGETHER = 500  # events noted in one transaction


@job("hooks.plan", together=1)
def _plan(due: Due) -> None:
    """Take the next events after those noted before: jobs may come late, twice or in any order. Goes on by itself."""
    at = clock.now()
    if not someone_listens():
        skip_to(_READER, RELAY, at)
        return
    events = read_on(_READER, _TOGETHER, at)
    queue_tries(plan_tellings(events, at=at), at=at)
    if len(events) == _TOGETHER:
        queue_jobs([NewJob(verb="hooks.plan", key=str(events[-1].id))], at=at)
