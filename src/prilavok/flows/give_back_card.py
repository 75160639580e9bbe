"""Money goes back to the card it came from: committed first, then the terminal is told, its answer written down."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.adapters.payments.port.asking import refund_once
from prilavok.domains.payments.actions import begin_refund
from prilavok.domains.payments.queries import list_refunds
from prilavok.domains.payments.types import RefundView, WayBack
from prilavok.flows.reach_terminal import reach_for_refund
from prilavok.flows.resolve_refund import settle_refund, tell_later
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories
#: longer than the call may take: should this process die meanwhile, the job does it instead
FIRST = timedelta(seconds=20)


def promise_cards(
    order: UUID,
    ways: Sequence[WayBack],
    *,
    of: UUID | None,
    currency: str,
    place: UUID | None,
    actor: Actor,
    at: datetime,
) -> None:
    """Write down what cards are to be given, within the caller's story, with a job that does it should nobody else."""
    for way in ways:
        refund = begin_refund(order, way, of=of, currency=currency, place=place, actor=actor, at=at)
        tell_later(refund.id, at + FIRST, actor=actor, at=at)


def give_promised(order: UUID, *, actor: Actor) -> list[RefundView]:
    """Tell the terminal of what is promised, outside any story; how each stands: done, refused, or not known yet."""
    stand = []
    for refund in list_refunds([order]):
        if refund.state == "asked":
            said = refund_once(*reach_for_refund(refund, actor=actor))
            with story():
                refund = settle_refund(refund.id, said, actor=actor, at=clock.now())
        stand.append(refund)
    return stand
