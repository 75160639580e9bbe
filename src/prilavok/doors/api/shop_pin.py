"""A guest who is signed in sets the PIN by which their points may pay at a till."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import ConfigDict, Field, SecretStr

from prilavok.domains.customers.queries import leaves_shown, read_pin
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.shapes import Instant, Shape
from prilavok.doors.api.shop_guests import acting, for_guests, guest_of, once_repeatable
from prilavok.flows.keep_pin import drop_own_pin, keep_pin
from prilavok.kit import clock

router = Router(tags=["shop"])


class ShopPinAsked(Shape):
    """pin: four to six digits that others would not guess first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pin: Annotated[SecretStr, Field(min_length=1, max_length=12)]


class ShopPin(Shape):
    """Whether the guest has a PIN. locked_until: it was wrong too often and says yes to nothing before."""

    set_at: Instant | None
    locked_until: Instant | None


@for_guests(router, "GET", "/shop/pin", gives=ShopPin)
def shop_pin(request: HttpRequest) -> ShopPin:
    """Since when the guest has a PIN; the digits are nowhere to be read."""
    return _now(request)


@for_guests(router, "PUT", "/shop/pin", gives=ShopPin)
def put_shop_pin(request: HttpRequest, asked: ShopPinAsked, idempotency_key: CallKey = None) -> HttpResponse:
    """Set the PIN anew; it is locked no more. 422 `pin.not_proven` for a guest who has not signed in."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopPin]:
        keep_pin(leaf, asked.pin.get_secret_value(), actor=acting(leaf), at=clock.now())
        return 200, _now(request)

    return once_repeatable(request, idempotency_key, story, sealed=True)


@for_guests(router, "DELETE", "/shop/pin", gives=ShopPin)
def drop_shop_pin(request: HttpRequest, idempotency_key: CallKey = None) -> HttpResponse:
    """No PIN spends the guest's points from now on; again is no change."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopPin]:
        drop_own_pin(leaf, actor=acting(leaf), at=clock.now())
        return 200, _now(request)

    return once_repeatable(request, idempotency_key, story)


def _now(request: HttpRequest) -> ShopPin:
    kept, at = read_pin(leaves_shown(guest_of(request))), clock.now()
    locked = kept.locked_until if kept and kept.locked_until and kept.locked_until > at else None
    return ShopPin(set_at=kept.set_at if kept else None, locked_until=locked)
