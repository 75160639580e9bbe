"""A customer is to pay at a page of the bank: the attempt is committed, the page opened, its link written down."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from prilavok.adapters.payments.port import Page
from prilavok.adapters.payments.port.asking import open_once
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.connections.types import ConnectionView
from prilavok.domains.orders.actions import lock_orders
from prilavok.domains.payments.actions import begin_attempt
from prilavok.domains.payments.errors import TenderNotOffered
from prilavok.domains.payments.queries import list_attempts
from prilavok.domains.payments.types import AttemptView, NewAttempt
from prilavok.flows.payments_due import ask_later
from prilavok.flows.reach_terminal import reach_provider
from prilavok.flows.settle_payment import settle_attempt
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = "payments.take"
#: how the connection is called through which customers pay at a page, or by a QR code
CONNECTION = "online"
#: longer than the call may take: should this process die meanwhile, the job asks instead
FIRST_ASKED = timedelta(seconds=20)
MINUTES = 15


def _page_connection() -> ConnectionView | None:
    """Through what customers pay at a page; None where nobody has connected anything."""
    try:
        found = read_connection(CONNECTION)
    except NotFound:
        return None
    return found if found.on else None


def open_page(
    order: UUID, amount: int, *, way: Literal["page", "qr"], back: str, currency: str, place: UUID | None,
    may_hold: bool = False, due: int | None = None, actor: Actor, at: datetime,
) -> AttemptView:  # fmt: skip
    """Open a page for minor units of an order, or of a sale about to be recorded; the one that waits for it already.

    way: in the customer's browser, or behind a QR code. back: where the bank sends them afterwards. may_hold: where the
    shop wants it so, the money is only held. due: see charge_card. Raises TenderNotOffered, PaymentUnresolved,
    PaymentWaiting (another page waits), NothingDue.
    """
    if (connection := _page_connection()) is None:
        raise TenderNotOffered(way)
    hold = may_hold and connection.settings.get("hold") == "yes"
    with story():
        held = lock_orders([order])
        for one in list_attempts(order):
            if one.waits and (one.way, one.amount) == (way, amount) and one.ends_at and one.ends_at > at:
                return one
        owed = held[order].owed if order in held else amount if due is None else due
        new = NewAttempt(order, connection.id, "card", amount, currency, place, way, hold and order in held)
        attempt = begin_attempt(new, due=owed, actor=actor, at=at)
        ask_later(attempt, at + FIRST_ASKED, actor=actor, at=at)
    provider, line = reach_provider(connection.id, actor=actor)
    wanted = Page(str(attempt.id), amount, currency, str(order), way, attempt.hold, back, MINUTES)
    said = open_once(provider, wanted, line)
    with story():
        return settle_attempt(attempt.id, said, actor=actor, at=clock.now())
