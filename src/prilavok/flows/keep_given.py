"""A changed order claims what promotions give on it now, and gives back what they do not give any more."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.queries import leaves_with, owners_of
from prilavok.domains.orders.types import OrderView
from prilavok.domains.promotions.actions import claim_promotions, keep_promotions
from prilavok.domains.promotions.errors import PromotionUsedUp
from prilavok.domains.promotions.queries import used_on
from prilavok.domains.promotions.types.keeping import Claim
from prilavok.kit.events.actor import Actor

needs = None  # a part of other stories


def keep_given(
    order: OrderView, claims: Sequence[Claim], *, whole: bool, place: UUID, actor: Actor, at: datetime
) -> None:
    """Within the caller's story, which holds the order's row.

    whole: the claims are all that is given on the order; else what it has stays. Raises PromotionUsedUp where others
    were quicker; the story must then end.
    """
    had = {one.promotion: one.amount for one in used_on(order.id)}
    if whole:
        keep_promotions(order.id, {one.promotion: one.amount for one in claims if one.promotion in had}, at=at)
    fresh = [one for one in claims if one.promotion not in had]
    gone = claim_promotions(
        order.id, fresh, leaf=order.leaf, leaves=leaves_with(order.leaf),
        customer=owners_of([order.leaf]).get(order.leaf), place=place, actor=actor, at=at,
    )  # fmt: skip
    if gone:
        raise PromotionUsedUp(gone)
