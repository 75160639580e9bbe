"""Whoever holds the link of an offer ends the offers to that address, by one press and without a login."""

from datetime import datetime

from prilavok.domains.consent.actions import withdraw_consent
from prilavok.flows.messages import OFFERS, read_unsubscribe_link
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, by a link that was sent to them alone


def unsubscribe(token: str, *, actor: Actor, at: datetime) -> str:
    """End it; the channel. Done again it changes nothing that counts. Refused where the link is not ours or ended."""
    holder, channel = read_unsubscribe_link(token, at)
    with story():
        withdraw_consent(holder, channel, OFFERS, source="unsubscribe", actor=Actor("leaf", holder), at=at)
    return channel
