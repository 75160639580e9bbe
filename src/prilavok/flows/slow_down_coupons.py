"""Whoever tries coupon codes out is slowed down, by every door of the shop together."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.queries import find_open_basket
from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.promotions.queries import tidy_coupon
from prilavok.kit.events.actor import Actor
from prilavok.kit.limits import Limit, take

needs = None  # a customer acts, on what is their own
TRIES = Limit("coupon", capacity=10, per_minute=5)


def slow_down_coupons(leaf: UUID, codes: Sequence[str], *, address: str, actor: Actor, at: datetime) -> int:
    """Count a customer's codes that are not in their basket yet as tries; return how many seconds to wait, mostly none.

    Staff try as they like. Called outside a story, which would give the tries back. address: the asker's block of the
    network.
    """
    if actor.kind != "leaf":
        return 0
    basket = find_open_basket(leaves_shown(leaf))
    held = basket.coupons if basket else ()
    for _code in sorted({tidy_coupon(one) for one in codes}.difference(held)):
        if not (taken := take(TRIES, address, at)).allowed:
            return taken.retry_after
    return 0
