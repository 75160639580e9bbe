"""Imports: what was loaded, how far it is, and the rows no rule could place."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from prilavok.domains.imports.queries import list_refused, read_run
from prilavok.domains.imports.types import RefusedRowView
from prilavok.doors.api.routes import page_of, reads
from prilavok.doors.api.shapes import Amount, Code, Instant, Listed, Shape, Turning
from prilavok.insights.lists.imports import RunRow, list_run_rows, show_runs
from prilavok.kit import clock

router = Router(tags=["imports"])


class ImportStep(Shape):
    """One step: rows done of how many; `total` is nought where the source did not say."""

    step: str
    done: int
    total: int
    loaded: int
    refused: int


class Import(Shape):
    """An import as it stands. silent: it is not done and nothing was committed for a while.

    seconds_left: at the present rate, null where unknown. amounts: null where the source could not be read.
    """

    id: UUID
    source: str
    origin: str
    state: str
    step: str
    shift_weeks: int
    began_at: Instant
    finished_at: Instant | None
    refusal: str
    rows_in: int
    rows_refused: int
    amount_in: Amount | None
    amount_refused: Amount | None
    rate: int
    seconds_left: int | None
    silent: bool
    steps: list[ImportStep]


class RefusedRow(Shape):
    """A row as it came, with the reason why it could not be placed; `row` is empty after an erasure."""

    id: UUID
    step: str
    number: int
    reason: str
    amount: Amount
    row: Mapping[str, str | int]


class ImportsAsked(Turning):
    """state: only those that stand so."""

    state: Literal["running", "done", "refused"] | None = None


class RefusedAsked(Turning):
    """reason: only rows refused for it."""

    reason: Code | None = None


def _shape(row: RunRow) -> Import:
    run = row.run
    steps = [
        ImportStep(
            step=one.step,
            done=one.done,
            total=one.total,
            loaded=one.counts.rows_loaded if one.counts else 0,
            refused=one.counts.rows_refused if one.counts else 0,
        )
        for one in row.steps
    ]
    return Import(
        id=run.id,
        source=run.source,
        origin=run.origin,
        state=run.state,
        step=run.step,
        shift_weeks=run.shift_weeks,
        began_at=run.began_at,
        finished_at=run.finished_at,
        refusal=run.refusal,
        rows_in=row.rows_in,
        rows_refused=row.rows_refused,
        amount_in=Amount.of(row.amount_in, run.currency) if run.currency else None,
        amount_refused=Amount.of(row.amount_refused, run.currency) if run.currency else None,
        rate=row.rate,
        seconds_left=row.seconds_left,
        silent=row.silent,
        steps=steps,
    )


def _refused(row: RefusedRowView, currency: str) -> RefusedRow:
    amount = Amount.of(row.amount, currency)
    return RefusedRow(id=row.id, step=row.step, number=row.number, reason=row.reason, amount=amount, row=row.row)


@reads(router, "/imports", needs="imports.see", gives=Listed[Import])
def list_of_imports(request: HttpRequest, asked: Query[ImportsAsked]) -> Listed[Import]:
    """Imports, the latest first."""
    at = clock.now()
    return page_of(
        "imports",
        asked,
        lambda after, limit: list_run_rows(at=at, state=asked.state or "", after=after, limit=limit),
        _shape,
    )


@reads(router, "/imports/{run}", needs="imports.see", gives=Import)
def one_import(request: HttpRequest, run: UUID) -> Import:
    """One import."""
    return _shape(show_runs([read_run(run)], clock.now())[0])


@reads(router, "/imports/{run}/refused", needs="imports.see", gives=Listed[RefusedRow])
def list_of_refused(request: HttpRequest, run: UUID, asked: Query[RefusedAsked]) -> Listed[RefusedRow]:
    """The rows no rule could place, by step and number in the source."""
    currency = read_run(run).currency
    return page_of(
        "refused",
        asked,
        lambda after, limit: list_refused(run, reason=asked.reason or "", after=after, limit=limit),
        lambda row: _refused(row, currency),
        run=run,
    )
