"""Somebody says which sites and apps may tell us of behaviour, and which may no longer."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.staff.types import StaffActor
from prilavok.domains.tracking.actions import close_source, open_source
from prilavok.domains.tracking.types import SourceKind, SourceView
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "tracking.keep"


def add_source(name: str, kind: SourceKind, *, actor: StaffActor | Actor, at: datetime) -> SourceView:
    """A new source with its write key. Raises SourceUnnamed, SourceKindUnknown."""
    with story():
        return open_source(name, kind, by=_id_of(actor), at=at)


def end_source(source: UUID, *, actor: StaffActor | Actor, at: datetime) -> None:
    """The source tells us nothing any more; what it told stays. Raises SourceUnknown."""
    with story():
        close_source(source, at=at)


def _id_of(actor: StaffActor | Actor) -> UUID | None:
    return actor.id
