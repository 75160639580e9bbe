"""A member of staff takes a conversation: from now on it is theirs to lead."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.conversations.actions import take_over
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "conversations.answer"


def take_conversation(conversation: UUID, *, actor: Actor, at: datetime) -> bool:
    """False where they lead it already. Raises ConversationUnknown; ValueError for an actor who is not staff."""
    if actor.kind != "staff" or actor.id is None:
        raise ValueError("a conversation is led by staff")
    with story():
        return take_over(conversation, actor.id, actor=actor, at=at)
