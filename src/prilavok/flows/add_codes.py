"""Coupon codes of a promotion as a marketer typed them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.promotions.actions import put_codes
from prilavok.domains.promotions.errors import CodesTooMany
from prilavok.domains.promotions.queries import read_promotion
from prilavok.domains.promotions.types.keeping import NewCode
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "promotions.change"
MOST_TYPED = 1_000


def add_codes(
    promotion: UUID,
    codes: Sequence[str],
    *,
    most_uses: int | None = None,
    until: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> int:
    """Add codes as they were typed; how many. Raises PromotionUnknown, CodeTaken (none is added), CodesTooMany."""
    if not 1 <= len(codes) <= MOST_TYPED:
        raise CodesTooMany(MOST_TYPED)
    with story():
        read_promotion(promotion)
        return put_codes([NewCode(one, promotion, most_uses, until) for one in codes], at=at)
