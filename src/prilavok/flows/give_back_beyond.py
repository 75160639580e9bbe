"""What was taken beyond what an order owes goes back the way it came; what no bank gives back is a task."""

from datetime import datetime

from prilavok.domains.giftcards.actions import give_back_on_cards, lock_gift_cards
from prilavok.domains.giftcards.types import GiftPart
from prilavok.domains.orders.actions import note_paid
from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.actions import give_back_here, lock_payments
from prilavok.domains.payments.queries import paid_for
from prilavok.flows.give_back_card import promise_cards
from prilavok.flows.tell_surplus import tell_surplus
from prilavok.insights.surplus_page import read_surplus
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def give_back_beyond(order: OrderView, *, actor: Actor, at: datetime) -> None:
    """Within the caller's story, which holds the order's row: promise each card what it paid, with a job that tells its
    bank, and put on gift cards what they paid. Promised once: what is on its way counts as gone. Cash and the like
    somebody gives by hand.
    """
    lock_payments(order.id)
    page = read_surplus(order.id)
    cards = [way for way in page.ways if way.method == "card" and way.attempt is not None]
    promise_cards(order.id, cards, of=None, currency=page.currency, place=order.place, actor=actor, at=at)
    give_back_gifts(order, actor=actor, at=at)
    tell_surplus(order, actor=actor, at=at)


def give_back_gifts(order: OrderView, *, actor: Actor, at: datetime) -> None:
    """The same of gift cards alone, which no bank is asked for: their money is on them again, or on those given
    instead. Cards are locked after stock and points.
    """
    lock_payments(order.id)
    page = read_surplus(order.id)
    ways = [way for way in page.ways if way.method == "gift_card" and way.attempt is not None]
    parts = [GiftPart(way.attempt, way.amount) for way in ways if way.attempt]
    if not parts or page.place is None:
        return
    here = page.place
    lock_gift_cards(order.id, [part.card for part in parts])
    give_back_here(order.id, ways, of=None, currency=page.currency, place=here.id, actor=actor, at=at)
    give_back_on_cards(
        order.id, parts, seller=here.legal_entity, leaf=order.leaf, place=here.id, actor=actor, at=at
    )  # fmt: skip
    note_paid(order.id, paid=paid_for(order.id))
