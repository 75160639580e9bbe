"""Sites and apps that tell us of behaviour: their write keys, and what of it could not be taken."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prilavok.domains.tracking.queries import list_refused_events, list_sources
from prilavok.domains.tracking.types import RefusalView, SourceKind
from prilavok.doors.web.parts.lists import Choice, Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.names import NAMES, name_of
from prilavok.doors.web.parts.pages import asked, csv_file
from prilavok.doors.web.parts.rights import needs, staff_of
from prilavok.flows.keep_tracking import add_source, end_source
from prilavok.kit import clock
from prilavok.kit.pages import Mark, Page

_PAGE = 50
_COLUMNS = (
    Column(_("Received"), "time"),
    Column(_("Source")),
    Column(_("Why it was refused")),
    Column(_("Message id")),
    Column(_("What was sent")),
)


@needs("tracking.keep")
def tracking(request: HttpRequest) -> HttpResponseBase:
    """Sources with their write keys, and the refused events, the latest first."""
    sources = list_sources()
    chosen = asked(request, "refused", filters=("source", "reason"), sorts=(), sort="-received")
    source = next((one.id for one in sources if str(one.id) == chosen["source"]), None)
    reason = chosen["reason"] if chosen["reason"] in NAMES["refusal"] else ""

    def read(after: Mark | None, limit: int = _PAGE) -> Page[RefusalView]:
        return list_refused_events(source=source, reason=reason, after=after, limit=limit)

    if chosen.as_file:
        return csv_file("refused", [column.title for column in _COLUMNS], read, _cells)
    page = read(chosen.after)
    listing = Listing(
        title=_("Refused events"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/refused_event.html",
        next=chosen.cursor(page),
        filters=(
            Filter(
                "source", _("Source"), "choice", chosen["source"], [Choice(str(one.id), one.name) for one in sources]
            ),
            Filter(
                "reason", _("Reason"), "choice", reason, [Choice(one, name_of("refusal", one)) for one in _reasons()]
            ),
        ),
        empty=Empty(
            _("No event was refused"),
            _(
                "What a site or app sends and what cannot be taken lies here for thirty days with its reason,"
                " so that whoever made the site can mend it."
            ),
            "check",
        ),
    )
    return show_list(request, "office/tracking.html", listing, sources=sources, address=request.build_absolute_uri("/"))


@needs("tracking.keep")
@require_POST
def add(request: HttpRequest) -> HttpResponseBase:
    """Make a source; its write key is in the list from then on."""
    kind = cast(SourceKind, request.POST.get("kind", ""))
    made = add_source(request.POST.get("name", ""), kind, actor=staff_of(request), at=clock.now())
    messages.success(request, gettext("The source %(name)s may tell us of events now.") % {"name": made.name})
    return HttpResponseRedirect(reverse("office:tracking"))


@needs("tracking.keep")
@require_POST
def close(request: HttpRequest, source: UUID) -> HttpResponseBase:
    """Close a source: its write key opens nothing any more."""
    end_source(source, actor=staff_of(request), at=clock.now())
    messages.success(request, gettext("The source is closed. What it told stays."))
    return HttpResponseRedirect(reverse("office:tracking"))


def _reasons() -> Sequence[str]:
    return tuple(NAMES["refusal"])


def _cells(row: RefusalView, language: str) -> tuple[object, ...]:
    return (row.received_at, row.source_name, row.reason, row.message, row.body)
