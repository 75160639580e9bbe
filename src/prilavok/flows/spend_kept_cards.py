"""The first parcel of an order goes to the customer: gift cards that are kept for it pay what is due of it."""

from collections.abc import Sequence
from datetime import datetime

from prilavok.domains.giftcards.actions import release_gift_cards
from prilavok.domains.giftcards.types import GiftPart
from prilavok.domains.orders.actions import note_paid
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.payments.types import Paying
from prilavok.flows.settle_gift_cards import settle_gift_cards
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def spend_kept_cards(order: OrderView, parts: Sequence[GiftPart], *, actor: Actor, at: datetime) -> None:
    """Within the caller's story, which holds the order's row, after goods and points are locked; done again, nothing.

    parts: what each card pays; what more is kept for the order is free again. Raises GiftHoldEnded; the story must end.
    """
    if not parts or order.place is None:
        release_gift_cards(order.id, at=at)
        return
    tenders = [Paying("gift_card", one.amount, attempt=one.card) for one in parts]
    settle_gift_cards(order.id, tenders, leaf=order.leaf, place=order.place, actor=actor, at=at)
    note_paid(order.id, paid=paid_for(order.id))
