"""A list is brought, its columns are named, it is begun and stopped; its refused rows are fetched."""

import csv
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from prilavok.domains.imports.queries import FIELDS, list_mappings, list_refused, read_list
from prilavok.domains.imports.types import ListView, RefusedRowView
from prilavok.doors.web.office.brought import told_reason
from prilavok.doors.web.parts.names import name_of
from prilavok.doors.web.parts.pages import safe_cell
from prilavok.doors.web.parts.rights import actor_here, needs, staff_of
from prilavok.flows.moving_in.bring import bring_list
from prilavok.flows.moving_in.portion import ERASED, KeptRow, first_rows, most_beyond, rows_beginning
from prilavok.flows.moving_in.steer import halt_list, say_mapping, start_list
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor
from prilavok.kit.limits import Limit, take
from prilavok.kit.pages import Mark, Page, every_page
from prilavok.kit.sheets import MOST_BYTES, MOST_ROWS, refused_line, why_heading

_BRINGS = Limit("lists brought", capacity=20, per_minute=4)
_PORTION = 200


@needs("imports.load")
def bring(request: HttpRequest) -> HttpResponseBase:
    """The form, and the file that comes by it."""
    if request.method != "POST":
        return _form(request, "")
    at, staff = clock.now(), staff_of(request)
    if not take(_BRINGS, str(staff.id), at).allowed:
        return _form(request, _("Many lists came in at once. Wait a minute and bring the next one."), status=429)
    file = request.FILES.get("file")
    subject = request.POST.get("subject", "")
    if not isinstance(file, TemporaryUploadedFile):
        told = _("No file came in, or it is bigger than %(most)s MB.") % {"most": MOST_BYTES >> 20}
        return _form(request, told, status=422)
    if subject not in FIELDS:
        return _form(request, _("Say what the list holds."), status=422)
    try:
        run = bring_list(
            Path(file.temporary_file_path()),
            name=file.name or "list",
            source=request.POST.get("source", "").strip().lower(),
            subject=subject,
            actor=Actor("staff", staff.id),
            at=at,
        )
    except Refused as refused:
        return _form(request, refused.say(_), status=422)
    return _to(run)


def _form(request: HttpRequest, refused: str, *, status: int = 200) -> HttpResponse:
    told = {
        "refused": refused,
        "source": request.POST.get("source", "")[:20],
        "subject": request.POST.get("subject", "customers"),
        "subjects": [(subject, name_of("list", subject)) for subject in FIELDS],
        "example": "amocrm",
        "known": sorted({one.source for one in list_mappings()}),
        "most_megabytes": MOST_BYTES >> 20,
        "most_rows": MOST_ROWS,
    }
    return render(request, "office/bring.html", told, status=status)


@needs("imports.load")
@require_POST
def say_columns(request: HttpRequest, run: UUID) -> HttpResponseBase:
    """What the columns hold is said, and the list is checked by it."""
    told = read_list(run)
    mapping = {heading: request.POST.get(f"column-{nth}", "")[:60] for nth, heading in enumerate(told.columns)}
    settings = {name: request.POST.get(name, "").strip()[:500] for name in ("place", "finished")}
    wanted = settings if told.subject == "orders" else {}
    try:
        say_mapping(run, mapping, wanted, actor=actor_here(request), at=clock.now())
    except Refused as refused:
        field = str(refused.facts.get("field", ""))
        if field:
            refused.facts["field"] = name_of("list_field", field)
        messages.error(request, refused.say(_))
    return _to(run)


@needs("imports.load")
@require_POST
def start(request: HttpRequest, run: UUID) -> HttpResponseBase:
    """Take the checked list in, or go on with a stopped one."""
    try:
        start_list(run, actor=actor_here(request), at=clock.now())
    except Refused as refused:
        messages.error(request, refused.say(_))
    return _to(run)


@needs("imports.load")
@require_POST
def halt(request: HttpRequest, run: UUID) -> HttpResponseBase:
    """Stop; what was taken in stays."""
    try:
        halt_list(run, actor=actor_here(request), at=clock.now())
    except Refused as refused:
        messages.error(request, refused.say(_))
    return _to(run)


@needs("imports.load")
def refused(request: HttpRequest, run: UUID) -> HttpResponseBase:
    """The refused rows as they came, with the reason in the reader's language, to be corrected and brought again.

    Of a table in the same columns, with those that stood beyond the headings, and one more; of JSON lines as such, so
    that what is no object comes back too.
    """
    told, language = read_list(run), get_language() or "ru"
    as_lines = any(one.sent is not None for one in first_rows(told, 1, clock.now()))
    kind, ending = ("application/x-ndjson", "jsonl") if as_lines else ("text/csv", "csv")
    beyond = [f"#{len(told.columns) + nth}" for nth in range(1, most_beyond(told, clock.now()) + 1)]
    heads = [*told.columns, *beyond, why_heading()]
    response = StreamingHttpResponse(
        _objects(told, language) if as_lines else _lines(told, heads, language), content_type=f"{kind}; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="refused-{told.source}.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response


class _Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> bytes:
        return text.encode()


def _lines(told: ListView, heads: list[str], language: str) -> Iterator[bytes]:
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff".encode() + writer.writerow(heads)
    width = len(heads) - 1
    for kept, reason in _refused_rows(told, language):
        cells = [*kept.cells, *kept.beyond]
        yield writer.writerow([safe_cell(cell) for cell in cells] + [""] * (width - len(cells)) + [reason])


def _objects(told: ListView, language: str) -> Iterator[bytes]:
    for kept, reason in _refused_rows(told, language):
        yield refused_line(told.columns, kept.cells, kept.sent or "", reason)


def _refused_rows(told: ListView, language: str) -> Iterator[tuple[KeptRow, str]]:
    def read(after: Mark | None, limit: int = _PORTION) -> Page[RefusedRowView]:
        return list_refused(told.run, after=after, limit=limit)

    for one in every_page(read, MOST_ROWS):
        with override(language):  # a stream is read when the request's own language has gone
            reason = told_reason(one)
        for kept in rows_beginning(told, [(int(one.row["begins"]), one.number)], clock.now()):
            if kept.row.problem != ERASED:  # of somebody erased since there is nothing to correct
                yield kept, reason


def _to(run: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("office:import", args=[run]))
