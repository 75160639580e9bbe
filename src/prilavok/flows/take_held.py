"""An order is about to be handed over: what is held on the customer's card for it is taken first."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.orders.actions import lock_order
from prilavok.domains.payments.queries import paid_for
from prilavok.domains.payments.types import AttemptView
from prilavok.flows.close_payment import tell_now
from prilavok.flows.payments_due import UNDER_WAY, close_payments
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "payments.take"


def take_held(order: UUID, *, actor: Actor, at: datetime) -> list[AttemptView]:
    """Take what is owed of what is held, let the rest go and end what waits; how each came out.

    captured: it is paid. released: the bank has let the money go, and it is to be paid otherwise. taking: the bank has
    not said; a job tells it again. Raises NotFound.
    """
    with story():
        head = lock_order(order)
        closed = close_payments(order, owed=head.owed - paid_for(order), run_at=at + UNDER_WAY, actor=actor, at=at)
    return tell_now(closed, actor=actor)
