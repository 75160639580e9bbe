"""Staff give a gift card: to make good for something, or anew instead of one that was lost."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.actions import issue_gift_cards, replace_gift_card
from prilavok.domains.giftcards.queries import gift_days
from prilavok.domains.giftcards.types import GiftCardView, NewGiftCard
from prilavok.domains.places.queries import read_entity, read_place
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_once

needs = "giftcards.issue"


def issue_by_staff(amount: int, *, place: UUID, key: str, days: int | None = None, actor: Actor, at: datetime) -> UUID:
    """A card of so many minor units of the place's currency and legal entity; its id. The same key is the same card.

    days: for how long it is good; as the country's rule says where left out. Raises GiftCardUnfit, KeyReused.
    """
    here = read_place(place)

    def once() -> Answer:
        good = days if days is not None else gift_days(read_entity(here.legal_entity).country, at)
        new = NewGiftCard(amount, here.currency, here.legal_entity, place, None, None, good)
        [made] = issue_gift_cards([new], actor=actor, at=at)
        return Answer(200, b"", made.id)

    with story():
        answer = answer_once(f"gift card {actor.id}", key, f"{place} {amount} {days}".encode(), at, once)
    assert answer.result is not None
    return answer.result


def replace(card: UUID, reason: str, *, place: UUID | None, actor: Actor, at: datetime) -> GiftCardView:
    """The same money under another code; the old one pays nothing any more. Raises what replace_gift_card does."""
    with story():
        return replace_gift_card(card, reason, place=place, actor=actor, at=at)
