"""Somebody looked at a product's page: behaviour of their leaf, theirs also once they are known."""

from datetime import datetime
from uuid import UUID

from prilavok.flows.hear_behaviour import hear_behaviour
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import ProductViewed
from prilavok.kit.events.record import NewEvent, record_behaviour

needs = None


def note_view(leaf: UUID, product: UUID, *, actor: Actor, at: datetime) -> None:
    """Write the view down; one row, which no reader is handed, so segments that name it are told here."""
    with story():
        view = NewEvent(
            verb="product.viewed",
            occurred_at=at,
            subject_kind="product",
            subject=product,
            leaf=leaf,
            actor=actor,
            facts=ProductViewed(product),
        )
        record_behaviour([view], at)
        hear_behaviour([view], at=at)
