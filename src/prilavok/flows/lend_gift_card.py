"""A gift card, or a part of it, is kept for one till alone: it takes so much of it without a line."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.actions import hold_gift_card
from prilavok.domains.giftcards.errors import GiftCardShort
from prilavok.domains.places.queries import read_place
from prilavok.domains.tills.actions import keep_leases, lock_to_lend, value_lease
from prilavok.domains.tills.queries import read_till
from prilavok.domains.tills.types import HELD_FOR, LeaseView
from prilavok.flows.keep_gift_card import look_at_gift_card
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "payments.take"


def lend_gift_card(till: UUID, code: str, amount: int, *, actor: Actor, at: datetime) -> LeaseView:
    """Keep so many minor units of the card for this till; where less is free on it, or nought is asked for, all of it.

    Until the till has used it or it went back nobody else can spend it. Raises TillUnknown, TillWithdrawn, NotLent,
    what look_at_gift_card does, GiftCardNotGood, GiftCardElsewhere, GiftCardShort; then nothing is kept.
    """
    card = look_at_gift_card(code, where=f"{read_till(till).place}", actor=actor, at=at)
    if not (wanted := amount or card.free):
        raise GiftCardShort(card.free)
    new = value_lease(till, "gift", card.id, code, wanted, at=at)
    with story():
        here = read_place(lock_to_lend(till).place)
        hold = hold_gift_card(
            card.id, new.id, wanted, currency=here.currency, seller=here.legal_entity, until=new.until + HELD_FOR, at=at
        )
        lease = replace(new, units=hold.amount)
        keep_leases([lease], at=at)
        return lease
