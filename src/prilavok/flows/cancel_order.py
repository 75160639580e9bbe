"""An order that still waits is ended by staff; its goods are free again at once, what was paid goes back as it came."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from prilavok.domains.giftcards.actions import release_gift_cards
from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.queries import list_lines
from prilavok.domains.orders.types.cancelling import CancelGround
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.promotions.actions import void_promotions
from prilavok.domains.shipments.actions import cancel_shipment
from prilavok.domains.stock.actions import lock_stock, pass_on_freed, release_holds
from prilavok.domains.tasks.actions import finish_task
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.compare_order import ASKED
from prilavok.flows.give_back_beyond import give_back_beyond
from prilavok.flows.give_back_card import give_promised
from prilavok.flows.payments_due import close_payments
from prilavok.insights.cancelled_order import check_on_way
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "orders.change"
#: what somebody was to do for the order, and need not any more
_MOOT = (ASKED, "delivery.late", "delivery.stuck")


def cancel_order(
    order: UUID, *, ground: CancelGround | None = None, version: int | None = None, actor: Actor, at: datetime
) -> bool:
    """End the order before hand-over; whether it was not ended so before. Cards are given back what they paid.

    ground: what it is for. version: of the order as it was looked at. What no card paid is to be given back by hand: a
    task says so. Raises NotFound, OrderEnded once it is handed over, PartHandedOver, CourierHasIt, OrderMovedOn (412);
    then nothing is changed.
    """
    with story():
        ended = cancel_order_here(order, ground=ground, version=version, actor=actor, at=at)
    give_promised(order, actor=actor)
    return ended


def cancel_order_here(
    order: UUID,
    *,
    by: Literal["staff", "customer"] = "staff",
    ground: CancelGround | None = None,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> bool:
    """The same in the caller's story; what cards are promised a job gives them, should give_promised not be asked."""
    found = orders.lock_order(order)
    check_on_way(found)
    ended = orders.cancel_order(
        order, by, paid=paid_for(order), ground=ground, expected_version=version, actor=actor, at=at
    )
    if ended:
        cancel_shipment(order, leaf=found.leaf, actor=actor, at=at)
        if found.place is not None:
            lock_stock([order], found.place, [line.variant for line in list_lines(order)])
        pass_on_freed(release_holds(order, actor=actor, at=at, reason="cancelled"), actor=actor, at=at)
        void_promotions([order], at=at)
        close_payments(order, owed=0, run_at=at, actor=actor, at=at)
        give_back_beyond(orders.lock_order(order), actor=actor, at=at)
        release_gift_cards(order, at=at)
        for task in list_tasks_about(order):
            if task.kind in _MOOT:
                finish_task(task.id, actor=actor, at=at)
    return ended
