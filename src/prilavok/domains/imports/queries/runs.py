"""Questions to whole sources: runs, slices, refused rows."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from prilavok.domains.imports.models import ImportSlice
from prilavok.domains.imports.types import (
    Pace,
    RefusedRowView,
    RunView,
    SliceView,
    StepCounts,
)
from prilavok.kit.errors import NotFound
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page, read_rows

_RUN = """id, source, fingerprint, origin, state, step, shift_weeks, totals, began_at, beat_at, finished_at, refusal,
    currency"""
_STEP = """run_id, step, count(*), sum(rows_in)::bigint, sum(rows_loaded)::bigint, sum(rows_refused)::bigint,
    sum(amount_in)::bigint, sum(amount_loaded)::bigint, sum(amount_refused)::bigint, min(committed_at),
    max(committed_at), sum(rows_known)::bigint"""
_SLICE = "id, step, number, rows_in, rows_loaded, rows_refused, amount_in, amount_refused, committed_at"
_BY_NUMBER = (("step", "text"), ("number", "bigint"))
_NEWEST = Sort((("began_at", "timestamptz"), ("id", "uuid")), descending=True)
RUN_SORTS: Mapping[str, Sort] = {"-began": _NEWEST, "began": Sort(_NEWEST.keys)}


def list_runs(*, state: str = "", sort: str = "-began", after: Mark | None = None, limit: int = 50) -> Page[RunView]:
    """Imports, the latest first."""
    asked = [Condition("state = %s", state)] if state else []
    return read_page(
        _RUN, "imports_run", row=RunView, where=asked, sort=RUN_SORTS.get(sort, _NEWEST), after=after, limit=limit
    )


def read_run(run: UUID) -> RunView:
    """One import. Raises NotFound."""
    for found in read_rows(_RUN, "imports_run", row=RunView, where=[Condition("id = %s::uuid", run)]):
        return found
    raise NotFound("import.unknown", _("There is no such import."))


def count_steps(runs: Sequence[UUID]) -> dict[UUID, list[StepCounts]]:
    """What each run took in, step by step in the order of their beginning."""
    found: dict[UUID, list[StepCounts]] = {run: [] for run in runs}
    if runs:
        rows = read_rows(
            _STEP,
            "imports_slice",
            row=lambda run, *rest: (run, StepCounts(*rest)),
            where=[Condition("run_id = ANY(%s::uuid[])", list(runs))],
            rest="GROUP BY run_id, step ORDER BY min(committed_at), step",
        )
        for run, counts in rows:
            found[run].append(counts)
    return found


def measure_pace(run: UUID, step: str, *, slices: int = 20) -> Pace | None:
    """How fast the step goes by its latest slices; None before there are two of them."""
    rows = read_rows(
        """(sum(rows_in) FILTER (WHERE nth > 1))::bigint,
        greatest(1, round(extract(epoch FROM max(committed_at) - min(committed_at))))::bigint, count(*)""",
        """(SELECT rows_in, committed_at, row_number() OVER (ORDER BY number) AS nth FROM (
            SELECT rows_in, committed_at, number FROM imports_slice WHERE run_id = %s::uuid AND step = %s
            ORDER BY number DESC LIMIT %s) AS latest) AS counted""",
        row=lambda rows, seconds, count: Pace(rows, seconds) if count > 1 else None,
        where=[Condition("true", run, step, slices)],
    )
    return rows[0]


def list_slices(run: UUID, *, after: Mark | None = None, limit: int = 50) -> Page[SliceView]:
    """The committed slices of a run, the latest first."""
    sort = Sort((("committed_at", "timestamptz"), ("id", "uuid")), descending=True)
    return read_page(
        _SLICE,
        "imports_slice",
        row=SliceView,
        where=[Condition("run_id = %s::uuid", run)],
        sort=sort,
        after=after,
        limit=limit,
    )


def list_refused(
    run: UUID, *, step: str = "", reason: str = "", after: Mark | None = None, limit: int = 50
) -> Page[RefusedRowView]:
    """The rows of a run that no rule could place, by step and number in the source."""
    asked = [Condition("run_id = %s::uuid", run)]
    if reason:
        asked.append(Condition("reason = %s", reason))
    if step:
        asked.append(Condition("step = %s", step))
    return read_page(
        "id, step, number, reason, amount, coalesce(row, '{}')",
        "imports_refused_row",
        row=RefusedRowView,
        where=asked,
        sort=Sort(_BY_NUMBER),
        after=after,
        limit=limit,
    )


def count_refused(run: UUID, *, step: str = "") -> dict[str, tuple[int, int]]:
    """Refused rows of a run (or of one step) by reason: how many, and the amount they carried."""
    rows = read_rows(
        "reason, count(*), sum(amount)::bigint",
        "imports_refused_row",
        row=lambda reason, rows, amount: (reason, (rows, amount)),
        where=[Condition("run_id = %s::uuid", run), *([Condition("step = %s", step)] if step else [])],
        rest="GROUP BY reason ORDER BY 2 DESC, 1",
    )
    return dict(rows)


def sum_slices(run: UUID, step: str) -> tuple[int, int]:
    """How many rows a step took in, and how many of those were refused."""
    sums = ImportSlice.objects.filter(run=run, step=step).aggregate(rows=Sum("rows_in"), refused=Sum("rows_refused"))
    return sums["rows"] or 0, sums["refused"] or 0


def list_done_runs() -> list[RunView]:
    """Every import that was loaded to its end."""
    return read_rows(_RUN, "imports_run", row=RunView, where=[Condition("state = 'done'")])
