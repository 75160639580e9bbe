"""The need of a conversation is settled; what the customer says next begins another."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.conversations import actions
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "conversations.answer"


def resolve_conversation(conversation: UUID, *, actor: Actor, at: datetime) -> bool:
    """False where it is resolved already. Raises ConversationUnknown."""
    with story():
        return actions.resolve_conversation(conversation, actor=actor, at=at)
