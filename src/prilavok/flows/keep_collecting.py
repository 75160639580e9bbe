"""The office says how a place collects: slots and orders in each, minutes of picking, days that are otherwise."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.actions import set_collecting_days, set_collecting_terms
from prilavok.domains.shipments.types import Span, Terms
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "shipments.set_up"


def keep_collecting(place: UUID, terms: Terms, *, actor: Actor, at: datetime) -> None:
    """How the place collects from a day on; what is promised already stays. Raises NotFound, CollectingUnfit."""
    with story():
        set_collecting_terms(read_place(place).id, terms, actor=actor, at=at)


def keep_collecting_days(
    place: UUID, days: Sequence[date], spans: Sequence[Span] | None, *, actor: Actor, at: datetime
) -> None:
    """Days on which it collects otherwise, not at all (no span), or as usual again (None). Raises the same."""
    with story():
        set_collecting_days(read_place(place).id, days, spans, at=at)
