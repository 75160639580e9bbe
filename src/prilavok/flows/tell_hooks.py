"""Addresses outside that asked for it are told what happened, in order for each thing, until they have taken it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from prilavok.domains.hooks_out.actions import end_try, queue_tries
from prilavok.domains.hooks_out.queries import write_letter
from prilavok.domains.hooks_out.types import Letter
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.http import speak
from prilavok.kit.jobs.backoff import wait_after
from prilavok.kit.jobs.registry import Due, outside_job

needs = None

_WITHIN_MS = 5_000
_LONGEST_REST = timedelta(hours=6)  # whatever a Retry-After asks for


@dataclass(frozen=True, slots=True)
class _Heard:
    """The status, None where there was no answer, and for how many seconds it asked us to stay away."""

    status: int | None
    rest: int = 0


@outside_job("hooks.tell", again_when_unknown=True, seconds=30)
class _Tell:
    """One try. Whatever comes of it is an answer, so that the room and not the queue says when it is tried again."""

    def prepare(self, due: Due) -> Letter | None:
        return write_letter(UUID(str(due.facts["telling"])), at=clock.now())

    def call(self, due: Due, asked: Letter) -> _Heard:
        try:
            told = speak(
                "POST",
                asked.url,
                within_ms=_WITHIN_MS,
                most_bytes=100_000,
                headers=asked.headers,
                content=asked.body,
                repeatable=True,  # the letter's id is its key: who has it already knows the repeat
                public_only=True,
            )
        except OutsideFailed as failure:
            return _Heard(failure.status, failure.retry_after or 0)
        return _Heard(told.status)

    def finish(self, due: Due, asked: Letter, answer: _Heard) -> None:
        at = clock.now()
        backoff = wait_after(min(int(due.facts["attempts"]) + 1, 30), asked.telling.int % 1_000)
        rest = min(timedelta(seconds=answer.rest), _LONGEST_REST)
        ended = end_try(asked.telling, answered=answer.status, at=at, next_at=at + max(backoff, rest))
        queue_tries(ended.tries, at=at)
        if ended.switched_off is not None:
            task = NewTask(
                kind="hook.switched_off",
                key=f"hook.switched_off:{ended.switched_off}:{asked.telling}",
                subject_kind="subscription",
                subject=ended.switched_off,
                due_at=at + timedelta(days=1),
            )
            put_task(task, actor=SYSTEM, at=at)

    def give_up(self, due: Due, failure: OutsideFailed) -> None:
        """Only a fault of ours comes here; the buried job says which, and `prilavok hooks again` goes on."""
