"""Work that failed at every try, and its second chance."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from prilavok.doors.web.parts.lists import Column, Empty, Listing, show_list
from prilavok.doors.web.parts.pages import asked, csv_file
from prilavok.doors.web.parts.rights import needs, scope_of, staff_of
from prilavok.flows.requeue_jobs import requeue_jobs
from prilavok.kit import clock
from prilavok.kit.jobs.queue import Buried, buried
from prilavok.kit.pages import Mark, Page

_COLUMNS = (
    Column(_("Work")),
    Column(_("Queue")),
    Column(_("Tries"), "number"),
    Column(_("Begun"), "time"),
    Column(_("Buried"), "time"),
    Column(_("What went wrong")),
    Column(""),
)


@needs("jobs.see")
def jobs(request: HttpRequest) -> HttpResponseBase:
    """Jobs that were laid aside for a person to look at, the latest first."""
    chosen = asked(request, "jobs", filters=(), sorts=(), sort="-buried")

    def read(after: Mark | None, limit: int = 1000) -> Page[Buried]:
        found = buried(limit + 1, datetime.fromisoformat(after[0]) if after else None)
        last = found[limit - 1] if len(found) > limit else None
        return Page(found[:limit], (last.buried_at.isoformat(),) if last else None)

    if chosen.as_file:
        return csv_file("buried", [column.title for column in _COLUMNS[:-1]], read, _cells)
    page = read(chosen.after, 50)
    listing = Listing(
        title=_("Buried work"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/job.html",
        next=chosen.cursor(page),
        empty=Empty(
            _("Nothing lies buried"),
            _(
                "Work that fails at every try is laid aside here with what went wrong, so that"
                " a person can look at it and send it off again."
            ),
            "check",
        ),
    )
    return show_list(request, "office/list.html", listing, may_requeue=scope_of(request, "jobs.requeue"))


def _cells(row: Buried, language: str) -> tuple[object, ...]:
    return (row.verb, row.queue, row.attempts, row.made_at, row.buried_at, row.error)


@needs("jobs.requeue")
@require_POST
def requeue(request: HttpRequest) -> HttpResponseBase:
    """Send buried jobs to work again."""
    ids = [UUID(one) for one in request.POST.getlist("job") if _is_id(one)]
    back = requeue_jobs(ids, actor=staff_of(request), at=clock.now())
    told = ngettext("%(n)s job is at work again.", "%(n)s jobs are at work again.", back)
    messages.success(request, told % {"n": back})
    return HttpResponseRedirect(reverse("office:jobs"))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
