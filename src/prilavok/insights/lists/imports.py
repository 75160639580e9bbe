"""Imports with how far they are, how fast they go and when they will be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from prilavok.domains.imports.queries import count_steps, list_runs, measure_pace
from prilavok.domains.imports.types import RunView, StepCounts
from prilavok.kit.pages import Mark, Page

# Under which name the source's totals tell how many rows a step will take in, where the names differ.
_TOTAL_OF = {"sales": "lines", "stock": "openings", "campaigns": "mailings"}
_STEPS = ("check", "cards", "customers", "contacts", "prices", "stock", "campaigns", "sales", "redemptions")
_AT_WORK = ("running", "checking")
_SILENT = timedelta(minutes=2)  # a slice takes at most half a second; this long without one, nobody is loading


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: rows done of how many (nought where the source did not say), and its counts once it began."""

    step: str
    done: int
    total: int
    counts: StepCounts | None


@dataclass(frozen=True, slots=True)
class RunRow:
    """An import. rate: rows per second of the step under way; seconds_left: of the whole at this rate, None where
    unknown.

    silent: it is not done, and nothing was committed for a while; it goes on when the load is started again.
    """

    run: RunView
    steps: tuple[StepRow, ...]
    rows_in: int
    rows_refused: int
    amount_in: int
    amount_refused: int
    done: int
    total: int
    rate: int
    seconds_left: int | None
    silent: bool

    @property
    def going_on(self) -> bool:
        """Whether it may still change."""
        return self.run.state in _AT_WORK


def list_run_rows(
    *, at: datetime, state: str = "", sort: str = "-began", after: Mark | None = None, limit: int = 50
) -> Page[RunRow]:
    """A page of imports, the latest first."""
    page = list_runs(state=state, sort=sort, after=after, limit=limit)
    return page.turned(lambda runs: show_runs(runs, at))


def show_runs(runs: Sequence[RunView], at: datetime) -> list[RunRow]:
    """Runs with their progress as of an instant."""
    counts = count_steps([run.id for run in runs])
    return [_row(run, counts[run.id], at) for run in runs]


def _row(run: RunView, counted: Sequence[StepCounts], at: datetime) -> RunRow:
    by_step = {counts.step: counts for counts in counted}
    names = dict.fromkeys([*(step for step in _STEPS if step in by_step or _total(run, step)), *by_step])
    steps = tuple(
        StepRow(step, counts.rows_in if counts else 0, _total(run, step), counts)
        for step in names
        for counts in [by_step.get(step)]
    )
    silent = run.state in _AT_WORK and at - run.beat_at > _SILENT
    rate, left = (0, None) if run.state not in _AT_WORK or silent else _pace(run, steps)
    done = sum(step.done for step in steps)
    return RunRow(
        run,
        steps,
        rows_in=done,
        rows_refused=sum(counts.rows_refused for counts in counted),
        amount_in=sum(counts.amount_in for counts in counted),
        amount_refused=sum(counts.amount_refused for counts in counted),
        done=done,
        total=max(sum(max(step.total, step.done) for step in steps), done),
        rate=rate,
        seconds_left=left,
        silent=silent,
    )


def _pace(run: RunView, steps: Sequence[StepRow]) -> tuple[int, int | None]:
    pace = measure_pace(run.id, run.step) if run.step else None
    if pace is None:
        return 0, None
    rate = max(pace.rows // pace.seconds, 1)
    left = sum(max(step.total - step.done, 0) for step in steps)
    return rate, left // rate


def _total(run: RunView, step: str) -> int:
    return int(run.totals.get(_TOTAL_OF.get(step, step), 0))
