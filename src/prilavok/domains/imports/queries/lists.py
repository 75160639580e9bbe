"""Questions to lists that people bring: where they are, how they are read, which of their rows are known."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.imports.errors import MappingUnknown
from prilavok.domains.imports.models import ImportList, ImportMapping, ImportRun, ImportSlice
from prilavok.domains.imports.rules import guess_fields, name_cells, with_leaving
from prilavok.domains.imports.types import ListRow, ListView, MappingView
from prilavok.kit.errors import NotFound


def read_list(run: UUID) -> ListView:
    """A list and where it is. Raises NotFound, also for an import that is no list."""
    for told in ImportList.objects.select_related("run").filter(run=run):
        return _view(told)
    raise NotFound("import.unknown", _("There is no such import."))


def lists_brought(before: datetime) -> list[UUID]:
    """The runs of the lists that were brought until then, in one order."""
    return list(ImportList.objects.filter(run__began_at__lte=before).order_by("run").values_list("run_id", flat=True))


def hold_list(run: UUID) -> ListView:
    """The same, with its run locked: nobody else takes a slice of it until the transaction ends. Raises NotFound."""
    list(ImportRun.objects.select_for_update().filter(id=run).values_list("id"))
    return read_list(run)


def _view(told: ImportList) -> ListView:
    run = told.run
    return ListView(
        run.id,
        run.source,
        run.state,
        run.currency,
        run.totals,
        told.file,
        told.subject,
        told.reader,
        tuple(told.columns),
        told.mapping,
        told.settings,
        told.rows,
        told.cursor,
        told.passed,
    )


def guess_list(source: str, subject: str, columns: Sequence[str]) -> MappingView:
    """How to read such a list: as the last one of its source where there was one, else by what its headings say.

    A column that the last one did not have, and that tells who unsubscribed, is read all the same.
    """
    guessed = guess_fields(subject, columns)
    for known in ImportMapping.objects.filter(source=source, subject=subject):
        kept = {column: known.columns[column] for column in columns if column in known.columns}
        whole = with_leaving(guessed, kept, known.columns) if kept else guessed
        return MappingView(source, subject, whole, known.settings, bool(kept))
    return MappingView(source, subject, guessed, {}, saved=False)


def read_mapping(source: str, subject: str) -> MappingView:
    """The mapping saved for such lists of a source. Raises MappingUnknown."""
    for known in ImportMapping.objects.filter(source=source, subject=subject):
        return MappingView(source, subject, known.columns, known.settings)
    raise MappingUnknown(source)


def list_mappings() -> list[MappingView]:
    """Every saved mapping, by source."""
    rows = ImportMapping.objects.order_by("source", "subject")
    return [MappingView(one.source, one.subject, one.columns, one.settings) for one in rows]


def read_list_row(told: ListView, number: int, problem: str, cells: Sequence[str]) -> ListRow:
    """A row by what its cells mean."""
    return ListRow(number, problem, name_cells(told.columns, told.mapping, cells))


def next_slice(run: UUID, step: str) -> int:
    """The number of the slice that comes next."""
    return ImportSlice.objects.filter(run=run, step=step).count() + 1
