"""Lists that people bring: opened, mapped, checked, taken in slice by slice, stopped and gone on with."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.imports.errors import ListMoved, MappingLacks, SourceNameUnfit
from prilavok.domains.imports.models import (
    ImportedRow,
    ImportList,
    ImportMapping,
    ImportRun,
    ImportSlice,
    RefusedRow,
)
from prilavok.domains.imports.rules import check_mapping
from prilavok.domains.imports.types import TakenRow
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.words import Person, store_of_words, wordless

State = ImportRun.State
CHECK = "check"
_SOURCE = re.compile(r"[a-z][a-z0-9-]{1,19}")
_TAKEN = {"demo", "journey", "csv"}


def open_list(
    source: str,
    subject: str,
    *,
    file: UUID,
    fingerprint: str,
    columns: Sequence[str],
    rows: int,
    reader: str,
    currency: str,
    at: datetime,
) -> UUID:
    """Begin with a list whose rows are kept already; its run waits for a mapping.

    fingerprint: names this bringing of these bytes; the same file may be brought again, its rows are known by key.
    Raises SourceNameUnfit.
    """
    if not _SOURCE.fullmatch(source) or source in _TAKEN:
        raise SourceNameUnfit
    run = new_id()
    ImportRun.objects.create(
        id=run,
        source=source,
        fingerprint=fingerprint,
        currency=currency,
        origin="import",
        state=State.MAPPING,
        began_at=at,
        beat_at=at,
    )
    ImportList.objects.create(
        run_id=run, file=file, subject=subject, reader=reader, columns=list(columns), rows=rows, cursor=0
    )
    return run


def map_list(run: UUID, mapping: Mapping[str, str], settings: Mapping[str, str], *, at: datetime) -> None:
    """Say what the columns hold; an earlier check no longer counts. Raises ListMoved, MappingLacks."""
    told = ImportList.objects.get(run=run)
    kept = {column: mapping[column] for column in told.columns if mapping.get(column)}
    if lacking := check_mapping(told.subject, kept.values()):
        raise MappingLacks(lacking)
    _move(run, (State.MAPPING, State.CHECKED), State.MAPPING, at)
    clear_check(run)
    ImportList.objects.filter(run=run).update(mapping=kept, settings=dict(settings))


def save_mapping(
    source: str, subject: str, columns: Mapping[str, str], settings: Mapping[str, str], *, at: datetime
) -> None:
    """Keep how such lists of a source are read, for the next time."""
    ImportMapping.objects.update_or_create(
        source=source,
        subject=subject,
        defaults={"columns": dict(columns), "settings": dict(settings), "saved_at": at},
        create_defaults={"id": new_id(), "columns": dict(columns), "settings": dict(settings), "saved_at": at},
    )


def check_list(run: UUID, *, at: datetime) -> None:
    """Begin to go through the list without keeping anything of it. Raises ListMoved."""
    _move(run, (State.MAPPING, State.CHECKED), State.CHECKING, at)
    clear_check(run)
    (rows,) = ImportList.objects.filter(run=run).values_list("rows", flat=True)
    ImportRun.objects.filter(id=run).update(totals={CHECK: rows})


def finish_check(run: UUID, totals: Mapping[str, int], *, at: datetime) -> None:
    """The list was gone through; totals: what it holds."""
    _move(run, (State.CHECKING,), State.CHECKED, at)
    ImportRun.objects.filter(id=run).update(totals=dict(totals), step="")


def clear_check(run: UUID) -> None:
    """Forget what the last check found; the list begins at its first row."""
    RefusedRow.objects.filter(run=run, step=CHECK).delete()
    ImportSlice.objects.filter(run=run, step=CHECK).delete()
    ImportList.objects.filter(run=run).update(cursor=0, passed=0)


def begin_list(run: UUID, *, at: datetime) -> None:
    """Begin to take in a checked list, or go on with a stopped one where it was. Raises ListMoved."""
    if _move(run, (State.CHECKED, State.STOPPED), State.RUNNING, at) == State.CHECKED:
        clear_check(run)


def stop_list(run: UUID, *, at: datetime) -> None:
    """Take in nothing more until somebody goes on; a check is undone, and asked for anew. Raises ListMoved."""
    if ImportRun.objects.filter(id=run, state=State.CHECKING).exists():
        _move(run, (State.CHECKING,), State.MAPPING, at)
        clear_check(run)
        ImportRun.objects.filter(id=run).update(totals={}, step="")
    else:
        _move(run, (State.RUNNING,), State.STOPPED, at)


def give_up_list(run: UUID, reason: str, *, at: datetime) -> None:
    """The list cannot be gone on with; what was taken in stays. reason: a code."""
    ImportRun.objects.filter(id=run).update(state=State.REFUSED, refusal=reason, finished_at=at, beat_at=at, step="")


def move_cursor(run: UUID, cursor: int, passed: int) -> None:
    """The next slice begins at this byte, after so many rows; in the transaction that commits the slice."""
    ImportList.objects.filter(run=run).update(cursor=cursor, passed=passed)


def note_rows(run: UUID, source: str, subject: str, rows: Iterable[TakenRow]) -> None:
    """Remember rows by their own keys; a row known already gets what it says now."""
    once = {row.key: row for row in rows}
    ImportedRow.objects.bulk_create(
        [
            ImportedRow(
                id=id, run_id=run, source=source, subject=subject, key=row.key, digest=row.digest, leaf_id=row.leaf
            )
            for id, row in zip(new_ids(len(once)), once.values(), strict=True)
        ],
        update_conflicts=True,
        unique_fields=["source", "subject", "key"],
        update_fields=["digest", "run"],
    )


def _move(run: UUID, before: Sequence[str], after: str, at: datetime) -> str:
    for state in ImportRun.objects.select_for_update().filter(id=run, state__in=before).values_list("state", flat=True):
        ImportRun.objects.filter(id=run).update(state=after, beat_at=at)
        return str(state)
    raise ListMoved


def _export(person: Person) -> Iterable[Mapping[str, object]]:
    rows = ImportedRow.objects.filter(leaf__in=person.leaves).values_list("source", "subject")
    return [{"source": source, "list": subject} for source, subject in sorted(rows)]


def _erase(person: Person, at: datetime) -> int:
    # Rows of a list lie in its kept file, of which flows.moving_in.blank_rows takes theirs and leaves the others'.
    return 0


store_of_words("imports_list", ["settings"], _export, _erase)
wordless("imports_row", ["key", "digest"], "keyed digests of a row's own id and of what it says")
wordless("imports_list", ["columns", "mapping"], "headings of a list and codes of what they mean")
wordless("imports_mapping", ["columns", "settings"], "headings of a list, codes, a place and names of statuses")
