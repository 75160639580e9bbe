"""What a provider tells of one payment of ours, unasked: found, and written down as if it had been asked."""

from datetime import datetime
from uuid import UUID

from prilavok.adapters.payments.port import Charged, Told
from prilavok.domains.payments.errors import AttemptUnknown
from prilavok.domains.payments.queries import read_attempt, read_refund
from prilavok.domains.payments.types import AttemptView, RefundView
from prilavok.flows.resolve_refund import settle_refund
from prilavok.flows.settle_payment import settle_attempt
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


class NotOurs(Exception):
    """Of no payment of this connection, or against what is known of it; the text is a code."""


def find_told(told: Told, connection: UUID, *, actor: Actor) -> AttemptView | RefundView:
    """The attempt or the refund it is about. Raises NotOurs: payment.unknown, payment.another (connection, amount)."""
    try:
        ours = (read_attempt if isinstance(told.said, Charged) else read_refund)(UUID(told.key))
    except (ValueError, AttemptUnknown) as unknown:
        raise NotOurs("payment.unknown") from unknown
    if (ours.connection, ours.asked_amount, ours.currency) != (connection, told.said.amount, told.said.currency):
        raise NotOurs("payment.another")
    return ours


def settle_told(told: Told, ours: UUID, *, actor: Actor, at: datetime) -> None:
    """Write it down, within the caller's story that holds the order: a final word stands, the same again is the same.

    Pending is no word: whatever is open is asked about besides. That money was held may be told late, after it was
    taken. Raises NotOurs (payment.contradicted) where it had ended otherwise here.
    """
    if told.said.state in ("pending", "waiting"):
        return
    if isinstance(told.said, Charged):
        stands = settle_attempt(ours, told.said, actor=actor, at=at).state
    else:
        stands = settle_refund(ours, told.said, actor=actor, at=at).state
    if stands != told.said.state and told.said.state != "held":
        raise NotOurs("payment.contradicted")
