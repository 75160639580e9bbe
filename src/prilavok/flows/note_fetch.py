"""A program that fetches prices leaves its mark: who, of which place, when."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.pricing.actions import mark_fetched
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "prices.see"


def note_fetch(place: UUID | None, *, actor: Actor, at: datetime) -> bool:
    """Keep that whoever holds the actor's token has the prices of this instant; whether it was written, once a minute.

    place: whose prices were fetched, None for all.
    """
    assert actor.id is not None, "a program comes with the token of a person"
    with story():
        return mark_fetched(actor.id, place, at=at)
