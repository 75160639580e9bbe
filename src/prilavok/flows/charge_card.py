"""A card is charged through its terminal: the attempt is committed, the terminal asked, its answer written down."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.adapters.payments.port.asking import charge_once
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.orders.actions import lock_orders
from prilavok.domains.payments.actions import begin_attempt
from prilavok.domains.payments.errors import TenderNotOffered
from prilavok.domains.payments.types import AttemptView, NewAttempt
from prilavok.flows.payments_due import ask_later
from prilavok.flows.reach_terminal import reach_terminal
from prilavok.flows.settle_payment import settle_attempt
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = "payments.take"
#: how the connection through which cards are charged is called
CONNECTION = "card"
#: longer than the call may take: should this process die meanwhile, the job asks instead
FIRST_ASKED = timedelta(seconds=20)


def charge_card(
    order: UUID,
    amount: int,
    *,
    currency: str,
    place: UUID | None,
    actor: Actor,
    at: datetime,
    due: int | None = None,
) -> AttemptView:
    """Charge minor units for an order, or for a sale of this id that is about to be recorded; how it came out.

    due: what the whole sale comes to, which several cards may pay; left out, this charge is all of it. A recorded order
    knows by itself what is owed.
    captured and refused are final. unknown: the terminal has not said; it is asked by a job until it has, and until
    then no other card is charged for the order. Raises TenderNotOffered where cards are not taken, PaymentUnresolved,
    NothingDue.
    """
    try:
        connection = read_connection(CONNECTION)
    except NotFound as unknown:
        raise TenderNotOffered("card") from unknown
    with story():
        held = lock_orders([order])
        owed = held[order].owed if order in held else amount if due is None else due
        new = NewAttempt(order, connection.id, "card", amount, currency, place)
        attempt = begin_attempt(new, due=owed, actor=actor, at=at)
        ask_later(attempt, at + FIRST_ASKED, actor=actor, at=at)
    said = charge_once(*reach_terminal(attempt, actor=actor))
    with story():
        return settle_attempt(attempt.id, said, actor=actor, at=clock.now())
