"""Staff decide whether two who may be one person are."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers import actions
from prilavok.domains.customers.types import Proof
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "customers.join"


def decide_suggestion(suggestion: UUID, answer: bool, *, actor: Actor, at: datetime) -> Proof | None:
    """What a yes came to; None for a no. Raises SuggestionUnknown, SuggestionDecided, SuggestionBroken."""
    with story():
        return actions.decide_suggestion(suggestion, answer, actor=actor, at=at)
