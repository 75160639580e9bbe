"""Which function does which verb: the whole house's jobs, each declared once beside the flow that does it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from prilavok.kit.errors import OutsideFailed

VERB = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_LONGEST_VERB = 60


@dataclass(frozen=True, slots=True)
class Due:
    """A job whose hour has come, as its function sees it. attempt: from 1; facts: what was queued."""

    id: UUID
    queue: str
    verb: str
    facts: Mapping[str, Any]
    key: str | None
    run_at: datetime
    attempt: int
    tries: int


class Outside(Protocol):
    """A job cut at its call to the outside. `asked` and `answer` are its own types.

    prepare: in a transaction; writes the attempt and says what to ask, or None when there is nothing to do any more.
    call: outside of any transaction; raises OutsideFailed. Where the other side takes a key, give it the job's id.
    finish: in the transaction that ends the job; writes what became of the attempt.
    give_up: in the transaction that buries the job; writes that it failed for good or stays unknown.
    """

    def prepare(self, due: Due) -> Any: ...
    def call(self, due: Due, asked: Any) -> Any: ...
    def finish(self, due: Due, asked: Any, answer: Any) -> None: ...
    def give_up(self, due: Due, failure: OutsideFailed) -> None: ...


@dataclass(frozen=True, slots=True)
class Work:
    """How a verb is done.

    one, many, outside: exactly one of them is set. together: how many jobs may share a transaction (each keeps its own
    outcome). again_when_unknown: an attempt without an answer may be repeated, since the other side knows our key.
    seconds: after which an attempt outside counts as lost; longer than any time-out of the call.
    """

    verb: str
    one: Callable[[Due], None] | None = None
    many: Callable[[Sequence[Due]], None] | None = None
    outside: Outside | None = None
    together: int = 1
    again_when_unknown: bool = False
    seconds: int = 60


works: dict[str, Work] = {}

_One = TypeVar("_One", bound=Callable[[Due], None])
_Many = TypeVar("_Many", bound=Callable[[Sequence[Due]], None])
_Cut = TypeVar("_Cut", bound=type[Outside])


class VerbTaken(ValueError):
    """Two functions claim one verb."""


def _register(work: Work) -> None:
    check_verb(work.verb)
    if work.verb in works:
        raise VerbTaken(f"the job {work.verb} is declared twice")
    works[work.verb] = work


def check_verb(verb: str) -> None:
    """Raise ValueError where this is no verb of a job: "points.earn"."""
    if not VERB.fullmatch(verb) or len(verb) > _LONGEST_VERB:
        raise ValueError(f"a job's verb is written noun.verb, not {verb!r}")


def job(verb: str, *, together: int = 20) -> Callable[[_One], _One]:
    """Declare what does this verb, one job at a time, all its writes in the transaction the worker opens.

    The function is the body of a story: it may call actions, and neither the outside nor another story. Failing, it
    undoes only itself. together: how many jobs may share one transaction; 1 for long ones.
    """

    def declare(function: _One) -> _One:
        _register(Work(verb, one=function, together=together))
        return function

    return declare


def job_list(verb: str, *, together: int = 100) -> Callable[[_Many], _Many]:
    """Declare a set-based function that is given several jobs at once; when it fails they are retried one by one."""

    def declare(function: _Many) -> _Many:
        _register(Work(verb, many=function, together=together))
        return function

    return declare


def outside_job(verb: str, *, again_when_unknown: bool, seconds: int = 60) -> Callable[[_Cut], _Cut]:
    """Declare a class that speaks to the outside for this verb, cut into prepare, call and finish; see Outside.

    again_when_unknown: True only where the other side takes our key or can be asked, so that nothing is doubled.
    """

    def declare(cut: _Cut) -> _Cut:
        _register(Work(verb, outside=cut(), again_when_unknown=again_when_unknown, seconds=seconds))
        return cut

    return declare
