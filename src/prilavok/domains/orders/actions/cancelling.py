"""An order is ended before any of it is the customer's, by a decision or by time; whoever does it holds its row."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.actions.changing import Reason, event_of, lines_of_order, settle_states
from prilavok.domains.orders.errors import OrderEnded, OrderMovedOn, PartHandedOver
from prilavok.domains.orders.models import Change, Order
from prilavok.domains.orders.types.cancelling import CancelGround
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OrderCancelled
from prilavok.kit.events.record import record
from prilavok.kit.ids import new_id

#: who decides to end an order; of what time and shelves end there is no change that somebody confirmed
_DECIDED = ("customer", "staff")
_KEY = "cancel"


def cancel_order(
    order: UUID,
    reason: Reason,
    *,
    paid: int,
    ground: CancelGround | None = None,
    expected_version: int | None = None,
    actor: Actor,
    at: datetime,
) -> bool:
    """End an order whose row the caller holds without handing over; whether it was not ended so before.

    Its sums stay what was agreed; nothing of it is owed. ground: what staff say it is for. Records order.cancelled.
    Raises OrderEnded, PartHandedOver and OrderMovedOn; one that is cancelled has not moved on, it is what was wanted.
    """
    head = Order.objects.get(id=order)
    if head.commercial == "cancelled":
        return False
    lines = lines_of_order(order)
    if head.commercial != "placed":
        raise OrderEnded(head.commercial)
    if any(line.handed_over for line in lines):
        raise PartHandedOver  # that part is the customer's: it comes back as a return
    if expected_version not in (None, head.version):
        raise OrderMovedOn(head.version)
    for line in lines:
        line.cancelled = line.quantity
        line.save(update_fields=["cancelled"])
    settle_states(head, lines, paid)
    if reason in _DECIDED:
        _keep(head, ground, actor, at)
    record([event_of(head, "order.cancelled", OrderCancelled(order, reason, ground or ""), actor, at)], at)
    return True


def _keep(head: Order, ground: CancelGround | None, actor: Actor, at: datetime) -> None:
    Change.objects.create(
        id=new_id(at),
        order=head,
        key=_KEY,
        acts=[{"kind": "cancel", "ground": ground or ""}],
        amount_before=head.amount,
        amount_after=head.amount,
        actor_kind=actor.kind,
        actor=actor.id,
        changed_at=at,
    )
