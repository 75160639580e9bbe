"""A customer shares a phone in a messenger; only one's own proves who one is."""

from prilavok.domains.consent.actions import give_consent
from prilavok.domains.conversations.queries import find_conversation
from prilavok.domains.customers.actions import prove_contact
from prilavok.domains.customers.queries import leaves_with
from prilavok.flows.bot import Heard, keep_heard, refuse, reply
from prilavok.flows.messages import ORDERS
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor

needs = None


def share_phone(heard: Heard, *, actor: Actor) -> None:
    """Within the caller's story: the messenger vouches for the phone, so that the customer is known by it from now on.

    The button says that we shall write about orders here, so a press of it is the yes to that. A card of somebody else
    proves nothing and joins nobody.
    """
    found = find_conversation(leaves_with(heard.leaf))
    conversation = found.id if found else None
    own = heard.told.own and bool(heard.told.phone)
    # The number itself is kept where identifiers are, and nowhere else.
    if not keep_heard(heard, conversation, parts={"own": own}):
        return
    if not own:
        reply(heard, conversation, "bot.not_yours", actor=actor)
        return
    source = f"{heard.channel}_contact"
    try:
        prove_contact(heard.leaf, "phone", heard.told.phone, source=source, actor=heard.customer, at=heard.at)
    except Refused as refusal:
        refuse(heard, conversation, refusal, actor=actor)
        return
    give_consent(heard.leaf, heard.channel, ORDERS, source=source, actor=heard.customer, at=heard.at)
    reply(heard, conversation, "bot.known", actor=actor)
