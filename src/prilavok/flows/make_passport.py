"""A visitor takes conversation and basket along into a messenger by one link."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.queries import find_open_basket
from prilavok.domains.connections.queries import find_working
from prilavok.domains.conversations import actions
from prilavok.domains.conversations.errors import ConversationUnknown, NoWayToWrite
from prilavok.domains.conversations.queries import find_conversation, read_conversation
from prilavok.domains.customers.queries import leaves_shown
from prilavok.flows.messages import link_into
from prilavok.kit.channels import MESSENGERS
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None


def make_passport(
    leaf: UUID,
    by: str,
    *,
    product: UUID | None = None,
    conversation: UUID | None = None,
    basket: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> str:
    """The link that opens our bot there with a passport in it: good once and for an hour.

    by: the messenger. What is not named is found: the open conversation and basket of the visitor. Raises
    ConversationUnknown where the conversation is not theirs, NoWayToWrite where the messenger is not connected.
    """
    connection = find_working(by) if by in MESSENGERS else None
    if connection is None:
        raise NoWayToWrite(by)
    with story():
        leaves = leaves_shown(leaf)
        if conversation is not None and read_conversation(conversation).leaf not in leaves:
            raise ConversationUnknown
        talk = find_conversation(leaves) if conversation is None else None
        wanted = find_open_basket(leaves) if basket is None else None
        token = actions.make_passport(
            leaf,
            conversation=talk.id if talk else conversation,
            basket=wanted.id if wanted else basket,
            product=product,
            at=at,
        )
    return link_into(connection, token)
