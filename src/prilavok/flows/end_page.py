"""A page of the bank that waits for a payment is ended, so that it may be paid in another way."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.orders.actions import lock_orders
from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.actions import close_attempt
from prilavok.domains.payments.queries import list_attempts
from prilavok.domains.payments.types import AttemptView
from prilavok.flows.close_payment import tell_now
from prilavok.flows.payments_due import UNDER_WAY, close_later
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = "payments.take"


def end_page(order: UUID, *, actor: Actor, at: datetime) -> list[AttemptView]:
    """End the pages that wait for an order, or for a sale of this id that is not recorded; how each came out.

    captured: the customer was quicker. freeing: the bank has not said; a job asks again.
    """
    with story():
        lock_orders([order])
        waiting = [close_attempt(one.id, 0) for one in list_attempts(order) if one.waits]
        for one in waiting:
            close_later(one, at + UNDER_WAY, actor=actor, at=at)
    return tell_now(waiting, actor=actor)


def end_own_page(order: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> list[AttemptView]:
    """The same for the customer's own order. Raises NotFound for another's."""
    found = read_order(order)
    if found.leaf != leaf and found.leaf not in leaves_shown(leaf):
        raise NotFound("order.unknown", _("There is no such order."))
    return end_page(order, actor=actor, at=at)
