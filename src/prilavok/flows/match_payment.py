"""What a bank told and nobody understood is seen to by hand: matched with a payment, or put away."""

from datetime import datetime
from uuid import UUID

from prilavok.adapters.payments.port import Charged, Told, Unreadable, open_provider
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.orders.actions import lock_orders
from prilavok.domains.payments.actions import note_matched
from prilavok.domains.payments.errors import ArrivalGone, AttemptUnknown, MatchUnfit
from prilavok.domains.payments.queries import read_attempt, read_refund
from prilavok.domains.payments.types import DROPPED, MATCHED
from prilavok.flows.resolve_refund import settle_refund
from prilavok.flows.settle_payment import settle_attempt
from prilavok.kit.arrivals.keep import Aside, end_aside, lock_aside
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "payments.match"


def match_arrival(arrival: UUID, payment: UUID, ground: str, *, actor: Actor, at: datetime) -> None:
    """What was told is of this charge or refund of ours: written down as if it had named it. Records payment.matched.

    Raises ArrivalGone; MatchUnfit for another connection or sum, one that has ended, or no ground; then nothing is
    changed.
    """
    with story():
        aside = _held(arrival)
        told = _told(aside)
        try:
            ours = (read_attempt if isinstance(told.said, Charged) else read_refund)(payment)
        except AttemptUnknown as unknown:
            raise MatchUnfit from unknown
        lock_orders([ours.order])
        same = (ours.connection, ours.asked_amount, ours.currency) == (
            aside.connection,
            told.said.amount,
            told.said.currency,
        )
        ours = (read_attempt if isinstance(told.said, Charged) else read_refund)(payment)
        if (
            not same
            or not (ours.is_open or ours.state in ("waiting", "held"))
            or ground not in MATCHED
            or told.said.state == "pending"
        ):
            raise MatchUnfit
        if isinstance(told.said, Charged):
            settle_attempt(payment, told.said, actor=actor, at=at)
        else:
            settle_refund(payment, told.said, actor=actor, at=at)
        end_aside(arrival, at=at)
        note_matched(arrival, ground, payment=payment, order=ours.order, actor=actor, at=at)


def drop_arrival(arrival: UUID, ground: str, *, actor: Actor, at: datetime) -> None:
    """It is of no payment here. Records payment.dropped. Raises ArrivalGone, MatchUnfit for no ground."""
    with story():
        _held(arrival)
        if ground not in DROPPED:
            raise MatchUnfit
        end_aside(arrival, at=at)
        note_matched(arrival, ground, payment=None, order=None, actor=actor, at=at)


def _held(arrival: UUID) -> Aside:
    if (aside := lock_aside(arrival)) is None:
        raise ArrivalGone
    return aside


def _told(aside: Aside) -> Told:
    try:
        return open_provider(read_connection(aside.connection).provider).read(aside.body)
    except Unreadable as broken:
        raise MatchUnfit from broken
