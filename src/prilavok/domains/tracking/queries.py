"""Questions to tracking."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prilavok.domains.tracking.models import Told, TrackingSource
from prilavok.domains.tracking.rules import LARGEST_BATCH, LARGEST_EVENT, ROUTES, mended
from prilavok.domains.tracking.rules import LONGEST_ID as LONGEST_ID
from prilavok.domains.tracking.rules import LONGEST_MESSAGE_ID as LONGEST_MESSAGE_ID
from prilavok.domains.tracking.rules import MOST_EVENTS as MOST_EVENTS
from prilavok.domains.tracking.rules.said import searched_for
from prilavok.domains.tracking.types import RefusalView, SourceView
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page

#: why an event may lie in quarantine
REASONS = (
    "no_id", "no_type", "type_unknown", "no_event_name", "no_group", "no_previous", "message_id_long", "id_long",
    "too_large", "too_many", "wrong_kind", "not_json",
)  # fmt: skip
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


def names_of_sources(sources: Sequence[UUID]) -> dict[UUID, str]:
    """What the shop calls each source, the closed ones too."""
    return dict(TrackingSource.objects.filter(id__in=list(sources)).values_list("id", "name")) if sources else {}


def told_searches(events: Mapping[UUID, datetime]) -> dict[UUID, str]:
    """What events of searches were for, as far as their words are kept; events: id -> when it was recorded.

    An event is read within moments of its receipt, so its words lie under the day it was recorded or the one before.
    """
    if not events:
        return {}
    days = {at.astimezone(UTC).date() - timedelta(days=back) for at in events.values() for back in (0, 1)}
    kept = Told.objects.filter(day__in=days, id__in=list(events), payload__isnull=False)
    told = {id: searched_for(payload or "") for id, payload in kept.values_list("id", "payload")}
    return {id: words for id, words in told.items() if words}


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


def route_of(last: str) -> str | None:
    """What is sent at a path whose last part this is: a type of event, "batch" or "metrics"; None where nothing is."""
    return ROUTES.get(last)


def largest_request(route: str) -> int:
    """How many bytes of JSON may be sent there."""
    return LARGEST_BATCH if route in ("batch", "metrics") else LARGEST_EVENT


def mend_body(body: bytes) -> bytes:
    """A body that no strict reader takes, without what real SDKs write though it is no JSON; all else of it is kept."""
    return mended(body)


def _view(one: TrackingSource) -> SourceView:
    return SourceView(one.id, one.name, one.kind, one.key, one.made_at, one.closed_at)
