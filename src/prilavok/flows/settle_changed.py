"""A part of stories that change what an order comes to before it is handed over: its money follows."""

from datetime import datetime

from prilavok.domains.orders.types import OrderView
from prilavok.domains.payments.actions import close_attempt
from prilavok.domains.payments.queries import list_attempts
from prilavok.flows.give_back_beyond import give_back_beyond
from prilavok.flows.payments_due import close_later
from prilavok.flows.trim_kept_cards import trim_kept_cards
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def settle_changed(order: OrderView, *, actor: Actor, at: datetime) -> None:
    """Within the caller's story, which holds the order's row: what was taken beyond what is owed now goes back as it
    came, gift cards keep no more than is due, and a page that asks for the old sum is ended. What more is due is paid
    like any rest. give_promised tells the banks when the story is committed.
    """
    for one in list_attempts(order.id):
        if one.waits:
            close_later(close_attempt(one.id, 0), at, actor=actor, at=at)
    give_back_beyond(order, actor=actor, at=at)
    trim_kept_cards(order, actor=actor, at=at)
