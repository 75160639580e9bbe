"""What was taken for an order that was cancelled goes back the way it came; what no bank gives back is a task."""

from datetime import datetime

from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.actions import lock_payments
from prilavok.flows.give_back_card import promise_cards
from prilavok.flows.tell_surplus import tell_surplus
from prilavok.insights.surplus_page import read_surplus
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def give_back_cancelled(ended: OrderView, *, actor: Actor, at: datetime) -> None:
    """Within the caller's story, which holds the order's row: promise each card what it paid, with a job that tells its
    bank. Promised once: what is on its way counts as gone. Cash and the like somebody gives by hand.

    Points and gift cards are spent at the hand-over, so nothing of them was taken yet.
    """
    lock_payments(ended.id)
    page = read_surplus(ended.id)
    cards = [way for way in page.ways if way.method == "card" and way.attempt is not None]
    promise_cards(ended.id, cards, of=None, currency=page.currency, place=ended.place, actor=actor, at=at)
    tell_surplus(ended, actor=actor, at=at)
