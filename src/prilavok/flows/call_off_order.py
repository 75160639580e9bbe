"""A customer takes back an order that still waits; its goods are free again at once."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.giftcards.actions import release_gift_cards
from prilavok.domains.orders.actions import cancel_order, lock_order
from prilavok.domains.orders.queries import list_lines
from prilavok.domains.payments.queries import list_attempts, paid_for
from prilavok.domains.promotions.actions import void_promotions
from prilavok.domains.shipments.actions import cancel_shipment
from prilavok.domains.stock.actions import lock_stock, pass_on_freed, release_holds
from prilavok.flows.payments_due import close_payments
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


class MoneyTaken(Refused):
    """Money was taken for the order, or a provider has not said yet: giving it back is for a person to do."""

    def __init__(self) -> None:
        super().__init__(
            "order.money_taken",
            _("Money was already taken for this order. Write to us: we will cancel it and give the money back."),
        )


def call_off_order(order: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> bool:
    """End the leaf's own order before hand-over; whether it was not ended so before.

    Raises NotFound where it is not theirs, OrderEnded once it is handed over, MoneyTaken.
    """
    with story():
        return call_off_order_here(order, leaf=leaf, actor=actor, at=at)


def call_off_order_here(order: UUID, *, leaf: UUID, actor: Actor, at: datetime) -> bool:
    """The same in the caller's story."""
    found = lock_order(order)
    if found.leaf != leaf and found.leaf not in leaves_shown(leaf):
        raise NotFound("order.unknown", _("There is no such order."))
    if found.commercial == "placed":
        if paid_for(order) or any(one.state in ("asked", "unknown", "taking") for one in list_attempts(order)):
            raise MoneyTaken
        cancel_shipment(order, leaf=found.leaf, actor=actor, at=at)
        if found.place is not None:
            lock_stock([order], found.place, [line.variant for line in list_lines(order)])
        pass_on_freed(release_holds(order, actor=actor, at=at, reason="cancelled"), actor=actor, at=at)
        void_promotions([order], at=at)
        release_gift_cards(order, at=at)
        close_payments(order, owed=0, run_at=at, actor=actor, at=at)
    return cancel_order(order, "customer", paid=0, actor=actor, at=at)
