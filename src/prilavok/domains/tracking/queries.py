"""Questions to tracking."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from prilavok.domains.tracking.models import RefusedEvent, Told, TrackingSource
from prilavok.domains.tracking.rules import LARGEST_BATCH, LARGEST_EVENT, ROUTES
from prilavok.domains.tracking.types import RefusalView, SourceView, ToldView
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page

_SORT = Sort((("r.received_at", "timestamptz"), ("r.id", "uuid")), descending=True)
_REFUSED = "r.id, r.source, s.name, r.received_at, r.reason, r.message, coalesce(r.body, '')"


def find_source(key: str) -> SourceView | None:
    """The open source whose write key this is."""
    for one in TrackingSource.objects.filter(key=key, closed_at__isnull=True):
        return _view(one)
    return None


def list_sources() -> list[SourceView]:
    """All sources, the closed ones too, the latest first."""
    return [_view(one) for one in TrackingSource.objects.order_by("-made_at", "-id")]


def kinds_of_sources(sources: Sequence[UUID]) -> dict[UUID, str]:
    """What each source is: site, app or server."""
    return dict(TrackingSource.objects.filter(id__in=list(sources)).values_list("id", "kind"))


def list_refused_events(
    *, source: UUID | None = None, reason: str = "", after: Mark | None = None, limit: int = 50
) -> Page[RefusalView]:
    """What could not be taken, the latest first."""
    where = [Condition("r.source = %s", source)] if source else []
    where += [Condition("r.reason = %s", reason)] if reason else []
    found = "tracking_refused r JOIN tracking_source s ON s.id = r.source"
    return read_page(_REFUSED, found, row=RefusalView, sort=_SORT, where=where, after=after, limit=limit)


def count_refused(source: UUID) -> int:
    """How many events of the source lie refused."""
    return RefusedEvent.objects.filter(source=source).count()


def read_told(ids: Sequence[UUID], first: date, last: date) -> dict[UUID, ToldView]:
    """What was told under these ids on the days between; what was erased or is kept no longer is left out."""
    rows = Told.objects.filter(id__in=list(ids), day__gte=first, day__lte=last, payload__isnull=False)
    columns = rows.values_list("id", "source", "leaf", "received_at", "payload")
    return {id: ToldView(id, source, leaf, at, str(payload)) for id, source, leaf, at, payload in columns}


def route_of(last: str) -> str | None:
    """What is sent at a path whose last part this is: a type of event, "batch" or "metrics"; None where nothing is."""
    return ROUTES.get(last)


def largest_request(route: str) -> int:
    """How many bytes of JSON may be sent there."""
    return LARGEST_BATCH if route in ("batch", "metrics") else LARGEST_EVENT


def _view(one: TrackingSource) -> SourceView:
    return SourceView(one.id, one.name, one.kind, one.key, one.made_at, one.closed_at)
