"""What recurs: each slot of a chore becomes one timer, queued ahead and therefore once; the queue is its memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import check_verb

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_AHEAD = 60  # seconds


@dataclass(frozen=True, slots=True)
class Chore:
    """name: of one line in the table. every: seconds between slots; at: seconds after midnight UTC of the first slot.

    A slot that passes while nobody schedules is left out, so a chore looks at what is, never at which slot it has.
    """

    name: str
    every: int
    job: str
    at: int = 0
    queue: str = "chores"

    def __post_init__(self) -> None:
        check_verb(self.job)
        if self.every < 2 or not 0 <= self.at < self.every:
            raise ValueError(f"the chore {self.name} cannot recur every {self.every} seconds at {self.at}")


def coming_slot(chore: Chore, at: datetime) -> int:
    """The number of the next slot to queue.

    It is queued from a moment after the slot before it began until a moment before its own hour, so that a worker
    whose clock is a little ahead of ours cannot end it while we might still queue it again.
    """
    ahead = min(_MOST_AHEAD, chore.every // 2)
    return (int((at - _EPOCH).total_seconds()) + ahead - chore.at) // chore.every + 1


def hour_of(chore: Chore, slot: int) -> datetime:
    """When the slot begins."""
    return _EPOCH + timedelta(seconds=slot * chore.every + chore.at)


def queue_chores(chores: Sequence[Chore], at: datetime) -> int:
    """Make sure that the coming slot of every chore is queued; how many were not yet."""
    new = queue_jobs(
        [
            NewJob(
                verb=chore.job,
                key=f"{chore.name}:{slot}",
                facts={"chore": chore.name, "slot": slot},
                queue=chore.queue,
                run_at=hour_of(chore, slot),
            )
            for chore in chores
            for slot in [coming_slot(chore, at)]
        ],
        at=at,
    )
    return len(new)
