"""A customer is sent an offer where they agreed to offers, with a link that ends them by one press."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.conversations.types import NewOut
from prilavok.domains.customers.queries import list_leaves
from prilavok.flows.messages import OFFER, language_of, unsubscribe_link, write_and_queue
from prilavok.flows.notices import offer_text
from prilavok.insights.offer_way import offer_way
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.words import Words, say

needs = "offers.send"


def offer_customer(customer: UUID, words: Words, *, key: str, actor: Actor, at: datetime) -> UUID:
    """Queue an offer; its message. Whether it may go, and when, is asked again in the moment of sending.

    key: names the offer for ever; sent again it is the same message. Raises NotAgreed where the customer agreed to
    offers nowhere, and what else stands in the way of a yes (prilavok.insights.offer_way).
    """
    with story():
        leaves = list_leaves(customer)
        way = offer_way(leaves, at)
        language = language_of(way.leaf)
        link = unsubscribe_link(way.leaf, way.channel, at)
        new = NewOut(
            conversation=None,
            leaf=way.leaf,
            channel=way.channel,
            connection=way.connection,
            address=way.address,
            text=offer_text(say(words, language), link, language),
            # RFC 8058: what a mail programme needs to end it by one press of its own button.
            parts={"headers": {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}},
            key=f"offer:{key}",
            kind=OFFER,
            template="offer",
        )
        return write_and_queue(new, actor=actor, at=at).message
