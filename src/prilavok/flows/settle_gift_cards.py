"""Gift cards of a purchase, within its story: those that pay it are spent, those that were bought are issued."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import nameless_leaves
from prilavok.domains.giftcards.actions import issue_gift_cards, spend_gift_cards
from prilavok.domains.giftcards.errors import GiftCardBuysNone
from prilavok.domains.giftcards.queries import face_values_of, gift_days, gift_goods, gift_sum
from prilavok.domains.giftcards.types import GiftCardView, GiftPart, NewGiftCard
from prilavok.domains.payments.actions import capture_gift_cards
from prilavok.domains.payments.types import Paying
from prilavok.domains.places.queries import read_entity, read_place
from prilavok.insights.gift_lines import gift_lines, goods_owed
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def settle_gift_cards(
    order: UUID, tenders: Sequence[Paying], *, leaf: UUID, place: UUID, actor: Actor, at: datetime
) -> list[GiftCardView]:
    """Do it last before the receipt: cards are locked after stock and points everywhere. The cards that were issued.

    A card that pays must be kept for the order before (keep_gift_card). Raises GiftHoldEnded, and
    GiftCardBuysNone where cards were to pay for gift cards; the story must end then.
    """
    here = read_place(place)
    parts = [GiftPart(one.attempt, one.amount) for one in tenders if one.method == "gift_card" and one.attempt]
    if parts and gift_sum(parts) > goods_owed(order):
        raise GiftCardBuysNone
    spend_gift_cards(order, parts, leaf=leaf, place=place, actor=actor, at=at)
    capture_gift_cards(tenders, order, here.currency, actor=actor, at=at)
    sold = gift_lines(order)
    if not sold:
        return []
    goods = gift_goods([line.variant for line in sold])
    by_country = gift_days(read_entity(here.legal_entity).country, at)
    tied = None if nameless_leaves([leaf]) else leaf
    new = [
        NewGiftCard(
            amount, here.currency, here.legal_entity, place, order, tied, goods[line.variant].days or by_country
        )
        for line in sold
        for amount in face_values_of(goods[line.variant], line.kept, line.amount)
    ]
    return issue_gift_cards(new, actor=actor, at=at)
