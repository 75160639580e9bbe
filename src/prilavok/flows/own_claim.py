"""The customer says themselves what is wrong with their goods, or takes it back before anybody has decided."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.queries import read_claim
from prilavok.domains.orders.types.claiming import ClaimView, NewClaim
from prilavok.flows.open_claim import Photo, open_claim
from prilavok.flows.watch_claims import end_claim_tasks
from prilavok.insights.claim_plan import check_own
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a customer's own act
__all__ = ["NewClaim", "Photo", "needs", "open_own_claim", "withdraw_own_claim"]


def open_own_claim(
    order: UUID, said: NewClaim, photos: Sequence[Photo], *, leaves: Sequence[UUID], key: str, actor: Actor,
    at: datetime,
) -> ClaimView:  # fmt: skip
    """As open_claim, of an order of theirs. Raises NotFound for another's too."""
    check_own(order, leaves)
    return open_claim(order, said, photos, touchpoint="site", key=key, actor=actor, at=at)


def withdraw_own_claim(claim: UUID, *, leaves: Sequence[UUID], actor: Actor, at: datetime) -> bool:
    """Take it back; whether it was open. Raises ClaimUnknown, NotFound for another's, ClaimSettled once decided."""
    order = read_claim(claim).order
    check_own(order, leaves)
    with story():
        orders.lock_order(order)
        end_claim_tasks(claim, actor=actor, at=at)
        return orders.withdraw_claim(claim, actor=actor, at=at)
