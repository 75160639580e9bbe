"""What was taken for an order beyond what is owed is given back: the way it came, or in cash where that fails."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.actions import give_back_on_cards
from prilavok.domains.giftcards.types import GiftPart
from prilavok.domains.orders.actions import lock_orders, note_paid
from prilavok.domains.payments.actions import give_back_here, lock_payments
from prilavok.domains.payments.errors import NothingTooMuch
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.payments.types import RefundView, WayBack
from prilavok.flows.give_back_card import give_promised, promise_cards
from prilavok.flows.settle_money import settle_given
from prilavok.flows.tell_surplus import close_surplus
from prilavok.insights.surplus_page import read_surplus
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "orders.return"


def give_back_surplus(
    order: UUID, amount: int, *, in_cash: bool, place: UUID, actor: Actor, at: datetime
) -> list[RefundView]:
    """Give it back; what became of the cards' part, as far as their banks have said.

    amount: minor units that were looked at; asked twice at once it is given once. in_cash: whatever way it came, out
    of the drawer of `place`. Raises NothingTooMuch where it is not as much any more; then nothing is given.
    """
    with story():
        known = lock_orders([order])
        lock_payments(order)
        page = read_surplus(order)
        if not page.amount or page.amount != amount:
            raise NothingTooMuch(page.amount)
        ways = [WayBack("cash", amount)] if in_cash else list(page.ways)
        gifts = [way for way in ways if way.method == "gift_card"]
        cards = [way for way in ways if way.attempt is not None and way not in gifts]
        here = gifts + [way for way in ways if way.attempt is None]
        given = give_back_here(order, here, of=None, currency=page.currency, place=place, actor=actor, at=at)
        for way, payment in zip(here, given, strict=True):
            if way not in gifts:  # out of the drawer of whoever is asked, for who sold
                settle_given(order, payment, way.amount, place=place, actor=actor, at=at)
        if gifts and page.order and page.place:
            parts = [GiftPart(way.attempt, way.amount) for way in gifts if way.attempt]
            seller = page.place.legal_entity
            give_back_on_cards(
                order, parts, seller=seller, leaf=page.order.leaf, place=place, actor=actor, at=at
            )  # fmt: skip
        promise_cards(order, cards, of=None, currency=page.currency, place=place, actor=actor, at=at)
        if order in known:
            note_paid(order, paid=paid_for(order))
        close_surplus(order, owed=known[order].owed if order in known else 0, actor=actor, at=at)
    return give_promised(order, actor=actor)
