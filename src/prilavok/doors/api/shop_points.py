"""A guest reads their points: how many, and which of them end when."""

from django.http import HttpRequest
from ninja import Router

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.loyalty.queries import points_shown, tiers_held
from prilavok.doors.api.points import Points, points_told
from prilavok.doors.api.shapes import Shape
from prilavok.doors.api.shop_guests import for_guests, guest_of
from prilavok.doors.api.tiers import Tier, tier_told
from prilavok.kit import clock

router = Router(tags=["shop"])


class ShopPoints(Shape):
    """The guest's points, by programme; tiers: of programmes that have some."""

    items: list[Points]
    tiers: list[Tier] = []


@for_guests(router, "GET", "/shop/points", gives=ShopPoints)
def shop_points(request: HttpRequest) -> ShopPoints:
    """What the guest may spend; of somebody who has not signed in, what this guest earned alone."""
    leaves = leaves_shown(guest_of(request))
    tiers = [tier_told(one) for one in tiers_held(leaves, clock.now())]
    return ShopPoints(items=[points_told(one) for one in points_shown(leaves)], tiers=tiers)
