"""A customer takes back an order that still waits: its goods are free at once, what was paid goes back as it came."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.orders.actions import lock_order
from prilavok.domains.payments.queries import list_attempts
from prilavok.flows.cancel_order import cancel_order_here
from prilavok.flows.give_back_card import give_promised
from prilavok.insights.cancelled_order import check_being_paid
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


def call_off_order(order: UUID, *, leaf: UUID, version: int | None = None, actor: Actor, at: datetime) -> bool:
    """End the leaf's own order before hand-over; whether it was not ended so before. Cards get back what they paid.

    version: of the order as it was looked at. What a bank has not said yet is given back once it says that it took it.
    Raises NotFound where it is not theirs, BeingPaid, and what cancel_order does; then nothing is changed.
    """
    with story():
        ended = call_off_order_here(order, leaf=leaf, version=version, actor=actor, at=at)
    give_promised(order, actor=actor)
    return ended


def call_off_order_here(order: UUID, *, leaf: UUID, version: int | None = None, actor: Actor, at: datetime) -> bool:
    """The same in the caller's story."""
    found = lock_order(order)
    if found.leaf != leaf and found.leaf not in leaves_shown(leaf):
        raise NotFound("order.unknown", _("There is no such order."))
    check_being_paid(list_attempts(order))
    return cancel_order_here(order, by="customer", version=version, actor=actor, at=at)
