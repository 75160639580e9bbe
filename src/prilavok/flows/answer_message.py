"""Staff answer a customer, to the very address from which the customer last spoke."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.conversations.actions import take_over
from prilavok.domains.conversations.errors import NobodyToAnswer
from prilavok.domains.conversations.queries import last_received, read_conversation
from prilavok.domains.conversations.types import NewOut
from prilavok.flows.messages import SITE, write_and_queue
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "conversations.answer"


def answer(conversation: UUID, text: str, *, key: str, actor: Actor, at: datetime) -> UUID:
    """Keep the answer and queue its sending; the message. Who answers a conversation that nobody leads, leads it.

    key: one answer per key, however often the form is sent. Raises ConversationUnknown, NobodyToAnswer, NothingSaid,
    SaidTooMuch.
    """
    with story():
        talk = read_conversation(conversation)
        asked = last_received(conversation)
        if asked is None or asked.connection is None or not asked.address:
            raise NobodyToAnswer
        said = NewOut(
            conversation=conversation,
            leaf=asked.leaf,
            channel=asked.channel,
            connection=asked.connection,
            address=asked.address,
            text=text,
            key=f"answer:{conversation}:{key[:100]}",
            answers=asked.id,
            said=asked.channel == SITE,
        )
        kept = write_and_queue(said, actor=actor, at=at)
        if talk.staff is None and actor.kind == "staff" and actor.id is not None:
            take_over(conversation, actor.id, actor=actor, at=at)
        return kept.message
