"""Once a day the fifths of recency, frequency and amount are measured anew, and those who ask for them are counted."""

from collections.abc import Sequence
from uuid import UUID

from prilavok.domains.audiences.actions import keep_scale, recount_segments
from prilavok.domains.audiences.queries import scored_by
from prilavok.domains.audiences.types import Scale
from prilavok.flows.count_segments import queue_count
from prilavok.insights.segments.scales import measure_scale
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job, outside_job

needs = None


@job("segments.scale", together=1)
def queue_measuring(due: Due, actor: Actor = SYSTEM) -> None:
    """One measuring for each currency that a segment scores."""
    wanted = sorted({currency for currencies in scored_by().values() for currency in currencies})
    jobs = [NewJob(verb="segments.measure", facts={"currency": one}, queue=due.queue) for one in wanted]
    queue_jobs(jobs, at=clock.now())


@outside_job("segments.measure", again_when_unknown=True, seconds=120)
class _Measure:
    """Cut like a call outside, since it reads a year of purchases: no writing transaction may last so long."""

    def prepare(self, due: Due) -> str | None:
        currency = str(due.facts["currency"])
        return currency if _scoring(currency) else None

    def call(self, due: Due, asked: str) -> Scale:
        return measure_scale(asked, at=clock.now())

    def finish(self, due: Due, asked: str, answer: Scale) -> None:
        keep_scale(answer)
        queue_count(recount_segments(_scoring(asked)), at=clock.now())

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        """The scale of yesterday counts on; the buried job says what went wrong."""


def _scoring(currency: str) -> Sequence[UUID]:
    return [segment for segment, currencies in scored_by().items() if currency in currencies]
