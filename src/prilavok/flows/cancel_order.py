"""An order that still waits is ended by staff; its goods are free again at once."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.actions import release_gift_cards
from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.queries import list_lines
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.promotions.actions import void_promotions
from prilavok.domains.shipments.actions import cancel_shipment
from prilavok.domains.stock.actions import lock_stock, pass_on_freed, release_holds
from prilavok.flows.payments_due import close_payments
from prilavok.flows.tell_surplus import tell_surplus
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "orders.change"


def cancel_order(order: UUID, *, actor: Actor, at: datetime) -> bool:
    """End the order before hand-over; whether it was not ended so before.

    Money that was taken for it is to be given back: a task says so. Raises NotFound, OrderEnded once it is handed over.
    """
    with story():
        return cancel_order_here(order, actor=actor, at=at)


def cancel_order_here(order: UUID, *, actor: Actor, at: datetime) -> bool:
    """The same in the caller's story."""
    found = orders.lock_order(order)
    ended = orders.cancel_order(order, "staff", paid=paid_for(order), actor=actor, at=at)
    if ended:
        cancel_shipment(order, leaf=found.leaf, actor=actor, at=at)
        if found.place is not None:
            lock_stock([order], found.place, [line.variant for line in list_lines(order)])
        pass_on_freed(release_holds(order, actor=actor, at=at, reason="cancelled"), actor=actor, at=at)
        void_promotions([order], at=at)
        release_gift_cards(order, at=at)
        close_payments(order, owed=0, run_at=at, actor=actor, at=at)
        tell_surplus(orders.lock_order(order), actor=actor, at=at)
    return ended
