"""A customer pays their own order at a page of the bank or by a QR code; what is paid or held is not asked again."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.types import AttemptView
from prilavok.flows.open_page import open_page
from prilavok.insights.left_to_pay import left_to_pay
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


def pay_own_page(
    order: UUID, *, way: Literal["page", "qr"], back: str, leaf: UUID, actor: Actor, at: datetime
) -> AttemptView | None:
    """Open a page for what is still owed and neither held nor kept on gift cards; None where nothing is left.

    Raises NotFound for another's order, and what open_page does: its three phases are this story's.
    """
    found = read_order(order)
    if found.leaf != leaf and found.leaf not in leaves_shown(leaf):
        raise NotFound("order.unknown", _("There is no such order."))
    due = left_to_pay(found, at)
    if not due:
        return None
    return open_page(
        order, due, way=way, back=back, currency=found.currency, place=found.place, may_hold=True, actor=actor, at=at
    )
