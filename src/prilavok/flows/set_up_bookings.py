"""The office says what may be booked: services, masters, rooms and tables with their hours, days that are otherwise."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.bookings.actions import (
    archive_resource,
    archive_service,
    put_other_days,
    put_resource,
    put_service,
)
from prilavok.domains.bookings.types import NewBookable, NewResource, Spans
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "bookings.set_up"


def keep_service(
    told: NewBookable, *, of: UUID | None = None, version: int | None = None, actor: Actor, at: datetime
) -> UUID:
    """Keep a new service, or a changed one; its id. Raises as put_service."""
    with story():
        return put_service(told, of=of, version=version, at=at)


def keep_resource(
    told: NewResource, *, of: UUID | None = None, version: int | None = None, actor: Actor, at: datetime
) -> UUID:
    """Keep a new master, room or table, or a changed one; its id. Raises as put_resource."""
    with story():
        return put_resource(told, of=of, version=version, at=at)


def keep_other_days(
    resources: Sequence[UUID], days: Sequence[date], spans: Spans | None, *, actor: Actor, at: datetime
) -> None:
    """Days on which these work otherwise, not at all (no span), or as usual again (None). Raises as put_other_days."""
    with story():
        put_other_days(resources, days, spans, at=at)


def put_away_service(service: UUID, *, away: bool, actor: Actor, at: datetime) -> bool:
    """Offer a service no more, or again; whether that changed anything."""
    with story():
        return archive_service(service, away=away, at=at)


def put_away_resource(resource: UUID, *, away: bool, actor: Actor, at: datetime) -> bool:
    """The same of a master, room or table."""
    with story():
        return archive_resource(resource, away=away, at=at)
