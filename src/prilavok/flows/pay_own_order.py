"""A customer pays their own order by card before they collect it; what is paid is never charged again."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.types import AttemptView
from prilavok.flows.charge_card import charge_card
from prilavok.insights.left_to_pay import left_to_pay
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


def pay_own_order(order: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> AttemptView | None:
    """Charge what is still owed, and neither held nor kept on gift cards; how it came out, None where nothing is left.

    Raises NotFound for another's order, and what charge_card does: its three phases are this story's.
    """
    found = read_order(order)
    if found.leaf != leaf and found.leaf not in leaves_shown(leaf):
        raise NotFound("order.unknown", _("There is no such order."))
    due = left_to_pay(found, at)
    if not due:
        return None
    return charge_card(order, due, currency=found.currency, place=found.place, actor=actor, at=at)
