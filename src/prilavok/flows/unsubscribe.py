"""Whoever holds the link of an offer ends the offers to that address, by one press and without a login."""

from datetime import datetime

from prilavok.domains.consent.actions import withdraw_once
from prilavok.domains.customers.queries import leaves_with, owned_since
from prilavok.flows.messages import OFFERS, read_unsubscribe_link
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, by a link that was sent to them alone


def unsubscribe(token: str, *, actor: Actor, at: datetime) -> str:
    """End it; the channel. Done again it changes and writes nothing. Refused where the link is not ours or ended."""
    holder, channel = read_unsubscribe_link(token, at)
    with story():
        leaves, by = leaves_with(holder), Actor("leaf", holder)
        withdraw_once(
            holder, channel, OFFERS, source="unsubscribe", actor=by, at=at, leaves=leaves, since=owned_since(leaves)
        )
    return channel
