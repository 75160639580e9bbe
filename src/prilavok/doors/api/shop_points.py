"""A guest reads their points: how many, and which of them end when."""

from django.http import HttpRequest
from ninja import Router

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.loyalty.queries import points_shown
from prilavok.doors.api.points import Points, points_told
from prilavok.doors.api.shapes import Shape
from prilavok.doors.api.shop_guests import for_guests, guest_of

router = Router(tags=["shop"])


class ShopPoints(Shape):
    """The guest's points, by programme."""

    items: list[Points]


@for_guests(router, "GET", "/shop/points", gives=ShopPoints)
def shop_points(request: HttpRequest) -> ShopPoints:
    """What the guest may spend; of somebody who has not signed in, what this guest earned alone."""
    return ShopPoints(items=[points_told(one) for one in points_shown(leaves_shown(guest_of(request)))])
