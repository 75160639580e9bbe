"""What a till brought cannot be recorded: it is set aside, and staff try again or say what it is. Nothing is lost."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from prilavok.domains.tills.actions import drop_brought, lock_till, set_aside, take_up_aside
from prilavok.domains.tills.errors import BroughtUnfit, NoteMissing, TillUnknown
from prilavok.domains.tills.queries import find_brought, read_till, read_told
from prilavok.domains.tills.types import BroughtView
from prilavok.flows.bring_sale import record_brought
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.instants import milliseconds

needs = "tills.keep"


def set_brought_aside(
    sale: UUID, said: Mapping[str, object], reason: str, *, till: UUID, actor: Actor, at: datetime
) -> BroughtView | None:
    """Keep what was brought, with the reason why it is no sale; what became of it where it is known already."""
    with story():
        if (known := find_brought(sale)) is None:
            try:
                place = read_till(till).place
            except TillUnknown:
                place = None
            set_aside(sale, said, reason, place=place, till=till, actor=actor, at=at)
            known = find_brought(sale)
        return known


def try_again(sale: UUID, *, actor: Actor, at: datetime) -> BroughtView | None:
    """Record what was set aside, now that what was in its way is settled; at the instant its till told.

    Raises NotAside, BroughtUnfit and what recording raises; then it stays aside.
    """
    with story():
        told = read_told(sale)
        if told is None:
            raise BroughtUnfit("garbled")
        till = lock_till(told.till)
        take_up_aside(told, by=actor.id, at=at)
        record_brought(told, till, sent=milliseconds(at), actor=actor, at=at)
        return find_brought(sale)


def drop(sale: UUID, note: str, *, actor: Actor, at: datetime) -> None:
    """It is no sale, and says who decided so and why. Raises NoteMissing, NotAside."""
    if not note.strip():
        raise NoteMissing
    with story():
        drop_brought(sale, note, by=actor.id, at=at)
