"""A gift card is entered at the counter: what it can pay is kept for this purchase until it is paid, or for a while."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.giftcards.actions import hold_gift_card, release_gift_cards
from prilavok.domains.giftcards.errors import GiftCardTries, GiftCardUnknown
from prilavok.domains.giftcards.queries import find_gift_card
from prilavok.domains.giftcards.types import GiftCardView, GiftHold
from prilavok.domains.places.queries import read_place
from prilavok.insights.gift_lines import payable_by_gifts
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.limits import Limit, give_back, take

needs = "payments.take"
BY_WHOM = Limit("gift card by", capacity=10, per_minute=3)
BY_WHERE = Limit("gift card at", capacity=60, per_minute=20)
#: a sale on the counter that is not paid by then has been left
KEPT_FOR = timedelta(minutes=30)


def look_at_gift_card(code: str, *, where: str, actor: Actor, at: datetime) -> GiftCardView:
    """The card of a code. where: the place or the address it was said at. Outside of any story, so that a try counts.

    Raises GiftCardUnknown alike for whatever is wrong with a code, and GiftCardTries after many of them.
    """
    tried = ((BY_WHOM, f"{actor.kind} {actor.id}"), (BY_WHERE, where))
    for limit, who in tried:
        taken = take(limit, who, at)
        if not taken.allowed:
            raise GiftCardTries(taken.retry_after)
    found = find_gift_card(code)
    if found is None:
        raise GiftCardUnknown
    give_back(*tried[0])
    return found


def keep_gift_card(
    code: str,
    order: UUID,
    due: int,
    *,
    goods: int | None = None,
    place: UUID,
    actor: Actor,
    at: datetime,
    until: datetime | None = None,
) -> GiftHold:
    """Keep on the card what it can pay of the purchase; entered again, it is kept anew for what is due now.

    order: its id, which it may get only later. due: minor units still to be paid, but for gift cards. goods: what all
    but the gift cards among its goods cost; left out, there are none. Raises what look_at_gift_card does,
    GiftCardBuysNone, GiftCardNotGood, GiftCardElsewhere, GiftCardNothing, GiftCardShort.
    """
    card = look_at_gift_card(code, where=f"{place}", actor=actor, at=at)
    here = read_place(place)
    pays = due if goods is None else payable_by_gifts(due, goods)
    with story():
        return hold_gift_card(
            card.id, order, pays, currency=here.currency, seller=here.legal_entity, until=until or at + KEPT_FOR, at=at
        )


def drop_gift_card(order: UUID, card: UUID, *, actor: Actor, at: datetime) -> None:
    """The card shall not pay this purchase after all: what was kept on it is free again."""
    with story():
        release_gift_cards(order, at=at, card=card)
