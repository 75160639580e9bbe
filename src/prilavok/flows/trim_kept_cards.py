"""A part of stories that make an order cheaper: what gift cards keep for it beyond what is due is free again."""

from datetime import datetime

from prilavok.domains.giftcards.actions import hold_gift_card, lock_gift_cards, release_gift_cards
from prilavok.domains.giftcards.queries import gift_holds_of, read_gift_card
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import due_of
from prilavok.domains.places.queries import read_place
from prilavok.insights.gift_lines import goods_owed
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def trim_kept_cards(order: OrderView, *, actor: Actor, at: datetime) -> None:
    """Within the caller's story, which holds the order's row: of the card entered last first.

    A card that is good no more keeps all it kept: what it does not pay is free again as the parcel leaves.
    """
    kept, due = gift_holds_of(order.id, at), min(due_of(order.id, owed=order.owed), goods_owed(order.id))
    if order.place is None or sum(one.amount for one in kept) <= due:
        return
    lock_gift_cards(order.id, [one.card for one in kept])
    seller, left = read_place(order.place).legal_entity, due
    shares = []
    for one in kept:
        shares.append(min(one.amount, left))
        left -= shares[-1]
    for one, stays in reversed(list(zip(kept, shares, strict=True))):
        if not stays:
            release_gift_cards(order.id, at=at, card=one.card)
        elif stays < one.amount and read_gift_card(one.card).is_good(at):
            hold_gift_card(
                one.card, order.id, due, currency=order.currency, seller=seller, until=one.expires_at, at=at
            )  # fmt: skip
