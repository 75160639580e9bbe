"""Runs of whole sources: begun, committed by the slice, finished or refused."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max

from prilavok.domains.imports.errors import SourceLoadedAlready
from prilavok.domains.imports.models import ImportRun, ImportSlice, RefusedRow
from prilavok.domains.imports.types import RunView, SliceCounts
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import Facts, ImportFinished, ImportRefused
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.words import Person, store_of_words, wordless


def open_run(
    source: str,
    fingerprint: str,
    *,
    currency: str,
    origin: str,
    shift_weeks: int,
    totals: Mapping[str, int],
    at: datetime,
) -> RunView:
    """Begin an import, or go on with the one these bytes began; their first shift of dates stays.

    Raises SourceLoadedAlready when these bytes were loaded to the end under another name.
    """
    run, made = ImportRun.objects.exclude(state=ImportRun.State.REFUSED).get_or_create(
        fingerprint=fingerprint,
        defaults={
            "id": new_id(),
            "source": source,
            "currency": currency,
            "origin": origin,
            "state": ImportRun.State.RUNNING,
            "shift_weeks": shift_weeks,
            "totals": dict(totals),
            "began_at": at,
            "beat_at": at,
        },
    )
    if not made and run.source != source:
        raise SourceLoadedAlready(run.source)
    return view_run(run)


def view_run(run: ImportRun) -> RunView:
    """Show a run as its edge type."""
    return RunView(
        run.id,
        run.source,
        run.fingerprint,
        run.origin,
        run.state,
        run.step,
        run.shift_weeks,
        run.totals,
        run.began_at,
        run.beat_at,
        run.finished_at,
        run.refusal,
        run.currency,
    )


def refuse_run(source: str, fingerprint: str, reason: str, *, origin: str, actor: Actor, at: datetime) -> UUID:
    """Record that a source was refused whole, and why; nothing of it was loaded."""
    run = ImportRun.objects.create(
        id=new_id(),
        source=source,
        fingerprint=fingerprint,
        origin=origin,
        state=ImportRun.State.REFUSED,
        began_at=at,
        beat_at=at,
        finished_at=at,
        refusal=reason,
    )
    record([_event("import.refused", run.id, actor, at, origin, ImportRefused(run.id))], at)
    return run.id


def last_slice(run: UUID, step: str) -> int:
    """Return the number of the last committed slice of a step, 0 before the first."""
    return ImportSlice.objects.filter(run=run, step=step).aggregate(last=Max("number"))["last"] or 0


def commit_slice(run: UUID, step: str, number: int, counts: SliceCounts, *, at: datetime) -> None:
    """Record a slice in the transaction that makes its facts, so that both are there or neither."""
    ImportSlice.objects.create(
        id=new_id(),
        run_id=run,
        step=step,
        number=number,
        rows_in=counts.rows_in,
        rows_loaded=counts.rows_loaded,
        rows_refused=counts.rows_in - counts.rows_loaded,
        rows_known=counts.rows_known,
        amount_in=counts.amount_in,
        amount_loaded=counts.amount_loaded,
        amount_refused=counts.amount_in - counts.amount_loaded,
        committed_at=at,
    )
    RefusedRow.objects.bulk_create(
        [
            RefusedRow(
                id=new_id(),
                run_id=run,
                step=step,
                number=one.number,
                reason=one.reason,
                amount=one.amount,
                row=dict(one.row),
            )
            for one in counts.refusals
        ]
    )
    ImportRun.objects.filter(id=run).update(step=step, beat_at=at)


def finish_run(run: UUID, *, lines: int, refused: int, actor: Actor, at: datetime) -> None:
    """Mark a run as done, once, with its event."""
    done = ImportRun.objects.filter(id=run, state=ImportRun.State.RUNNING).update(
        state=ImportRun.State.DONE, step="", finished_at=at, beat_at=at
    )
    if done:
        origin = ImportRun.objects.values_list("origin", flat=True).get(id=run)
        record([_event("import.finished", run, actor, at, origin, ImportFinished(run, lines, refused))], at)


def _event(verb: str, run: UUID, actor: Actor, at: datetime, origin: str, facts: Facts) -> NewEvent:
    return NewEvent(
        verb=verb,
        occurred_at=at,
        subject_kind="import",
        subject=run,
        actor=actor,
        origin=origin,
        facts=facts,
    )


wordless("imports_run", ["totals", "refusal", "fingerprint"], "counts, a digest, and why a file could not be read")


def _erase_refused(person: Person, at: datetime) -> int:
    """A row that was refused stays without the code of whose it was."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE imports_refused_row SET row = row - 'customer' WHERE row ->> 'customer' = ANY(%s::text[])",
            [list(person.codes)],
        )
        return int(cursor.rowcount)


# Nothing to export: beside their code, which is exported with their name, it is goods and amounts.
store_of_words("imports_refused_row", ["row"], lambda person: (), _erase_refused)
