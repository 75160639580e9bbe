"""A signed-in guest says how to be reached, where they live, what fits; and is proposed where an order goes home."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from prilavok.domains.customers.errors import PreferenceNotProven
from prilavok.domains.customers.queries import leaves_shown, opens, read_preferences
from prilavok.doors.api.preference_shapes import Prefers, PrefersSaid, prefers_shape
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.shapes import Shape
from prilavok.doors.api.shop_guests import acting, for_guests, guest_of, once_repeatable
from prilavok.flows.keep_preference import keep_preferences
from prilavok.insights.known_home import known_home
from prilavok.kit import clock

router = Router(tags=["shop"])


class ShopKnownHome(Shape):
    """What is proposed for an order to home. zone: the part of town; null where it is not known for this address."""

    address: str
    recipient: str
    phone: str
    note: str
    zone: UUID | None


class ShopPrefers(Prefers):
    """What the guest prefers. home: what is proposed for their next order to home, the default address or the last."""

    home: ShopKnownHome | None


@for_guests(router, "GET", "/shop/preferences", gives=ShopPrefers)
def shop_preferences(request: HttpRequest) -> ShopPrefers:
    """What the guest said. 422 `preference.not_proven` for one who has not signed in."""
    return _now(guest_of(request))


@for_guests(router, "PUT", "/shop/preferences", gives=ShopPrefers)
def put_shop_preferences(request: HttpRequest, said: PrefersSaid, idempotency_key: CallKey = None) -> HttpResponse:
    """Say them; what is left out stays, an empty word takes back. 422 `preference.not_proven`, `preference.unfit`."""
    leaf, at = guest_of(request), clock.now()

    def story() -> tuple[int, ShopPrefers]:
        keep_preferences(leaf, said.told(), source="app", actor=acting(leaf), at=at)
        return 200, _now(leaf)

    return once_repeatable(request, idempotency_key, story, sealed=True)


def _now(leaf: UUID) -> ShopPrefers:
    if opens(leaf).see_personal != "yes":
        raise PreferenceNotProven
    kept, home = prefers_shape(read_preferences(leaves_shown(leaf))), known_home(leaf)
    if home is None:
        return ShopPrefers(**dict(kept), home=None)
    proposed = ShopKnownHome(
        address=home.address, recipient=home.recipient, phone=home.phone, note=home.note, zone=home.zone
    )
    return ShopPrefers(**dict(kept), home=proposed)
