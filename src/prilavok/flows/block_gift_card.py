"""A lost or doubtful gift card is blocked by staff, and opened again."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.actions import block_gift_card, unblock_gift_card
from prilavok.domains.giftcards.types import GiftCardView
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "giftcards.block"


def block(card: UUID, reason: str, *, actor: Actor, at: datetime) -> GiftCardView:
    """Let it pay nothing more; what is kept on it for orders stays. Raises GiftCardUnknown, GiftCardNotGood."""
    with story():
        return block_gift_card(card, reason, actor=actor, at=at)


def unblock(card: UUID, *, actor: Actor, at: datetime) -> GiftCardView:
    """Let it pay again. Raises GiftCardUnknown, GiftCardNotGood."""
    with story():
        return unblock_gift_card(card, actor=actor, at=at)
