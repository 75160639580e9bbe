"""A customer says yes or no to being written to in some channels for a purpose."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.consent.actions import give_consent, withdraw_consent
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


def say_consent(
    leaf: UUID, channels: Sequence[str], purpose: str, *, yes: bool, source: str, actor: Actor, at: datetime
) -> None:
    """Keep what the leaf says of each channel; the last word of all its person's leaves counts.

    source: where it was said, a code such as "checkout".
    """
    say = give_consent if yes else withdraw_consent
    with story():
        for channel in channels:
            say(leaf, channel, purpose, source=source, actor=actor, at=at)
