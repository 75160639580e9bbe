"""A customer names a phone or e-mail in a conversation: staff write it down, and it proves nothing."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.conversations.queries import read_conversation
from prilavok.domains.customers.actions import assert_contact
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "conversations.answer"
SOURCE = "desk"


def name_contact(conversation: UUID, text: str, *, actor: Actor, at: datetime) -> UUID:
    """The leaf of the contact. Where it is a customer's, staff are asked whether both are one person.

    Raises ConversationUnknown, ContactBlocked, ContactFiller, ContactUnfit, Refused for what is no phone.
    """
    found = read_conversation(conversation)
    with story():
        return assert_contact(found.leaf, "email" if "@" in text else "phone", text, source=SOURCE, at=at)
