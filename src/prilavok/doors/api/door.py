"""The door itself: every noun's routes at one place, each behind the same guard, all failures in one form."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, wraps
from typing import Any, NoReturn

import orjson
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from prilavok.doors.api import (
    attributes,
    categories,
    claims,
    customer_preferences,
    customers,
    exchanges,
    gift_cards,
    imports,
    indicators,
    lots,
    order_cancelling,
    order_changing,
    orders,
    papers,
    places,
    points,
    price_reasons,
    prices,
    products,
    promotions,
    return_previews,
    returns,
    safety,
    sales,
    segments,
    settlements,
    shop_basket,
    shop_bookings,
    shop_cancelling,
    shop_changing,
    shop_claims,
    shop_collecting,
    shop_compared,
    shop_contacts,
    shop_delivery,
    shop_favourites,
    shop_gifts,
    shop_goods,
    shop_guests,
    shop_orders,
    shop_pages,
    shop_pin,
    shop_points,
    shop_preferences,
    shop_sign_in,
    shown_prices,
    stock,
    tiers,
)
from prilavok.doors.api.refusals import (
    MOST_FIELDS,
    BodyNotJson,
    BodyTooLarge,
    BodyUnreadable,
    MethodNotAllowed,
    TokenMissing,
    TokenRefused,
    Unfit,
    told_field,
)
from prilavok.doors.web.parts.failures import answer, failure_of
from prilavok.doors.web.parts.language import DEFAULT
from prilavok.kit.errors import Said

LARGEST_BODY = 1024 * 1024  # bytes
NOUNS = (
    places,
    categories,
    products,
    attributes,
    prices,
    price_reasons,
    shown_prices,
    stock,
    safety,
    lots,
    papers,
    customers,
    customer_preferences,
    orders,
    order_cancelling,
    order_changing,
    exchanges,
    return_previews,
    returns,
    settlements,
    claims,
    gift_cards,
    points,
    tiers,
    sales,
    segments,
    imports,
    indicators,
    promotions,
)
SHOP = (
    shop_guests,
    shop_goods,
    shop_basket,
    shop_compared,
    shop_favourites,
    shop_orders,
    shop_cancelling,
    shop_changing,
    shop_pages,
    shop_claims,
    shop_pin,
    shop_points,
    shop_sign_in,
    shop_preferences,
    shop_contacts,
    shop_delivery,
    shop_gifts,
    shop_bookings,
    shop_collecting,
)
SHOP_PATHS = "shop/"
View = Callable[..., HttpResponseBase]


class StrictJson(Parser):
    """JSON as RFC 8259 has it: no NaN, no half pairs, no depth without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value. Raises BodyNotJson, and ValueError where it cannot be read; the library wraps both."""
        if request.content_type != "application/json":
            raise BodyNotJson
        return orjson.loads(request.body)


door = NinjaAPI(
    title="Prilavok",
    version="1",
    openapi_url=None,
    docs_url=None,
    parser=StrictJson(),
    urls_namespace="api-1",
    description="One counter at which a business meets each customer. Within v1 the interface only grows.",
)
for noun in (*NOUNS, *SHOP):
    door.add_router("", noun.router)


def _raise(request: HttpRequest, trouble: Exception | type[Exception]) -> NoReturn:
    """Let it go on to the one place where failures become answers; the library would print a bug's trace."""
    raise trouble


def _nobody(request: HttpRequest, trouble: object) -> NoReturn:
    raise TokenMissing


def _unreadable(request: HttpRequest, trouble: HttpError | type[HttpError]) -> NoReturn:
    wrapped = trouble.__cause__ if isinstance(trouble, HttpError) else None
    raise wrapped if isinstance(wrapped, Said) else BodyUnreadable


def _unfit(request: HttpRequest, trouble: ValidationError | type[ValidationError]) -> NoReturn:
    errors: Sequence[Mapping[str, Any]] = trouble.errors if isinstance(trouble, ValidationError) else ()
    raise Unfit([told_field(_place(one["loc"]), str(one["type"]), one.get("ctx", {})) for one in errors[:MOST_FIELDS]])


def _place(steps: Sequence[object]) -> Sequence[object]:
    # The library counts the view's own name for the body as a step.
    return (steps[0], *steps[2:]) if steps[0] == "body" else steps


door.add_exception_handler(Exception, _raise)
door.add_exception_handler(AuthenticationError, _nobody)
door.add_exception_handler(HttpError, _unreadable)
door.add_exception_handler(ValidationError, _unfit)


@cache
def guarded_urls() -> list[URLPattern]:
    """The routes of every noun, each behind the guard."""
    patterns = door.urls[0]
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = guarded(pattern.callback)
    found = [one for one in patterns if isinstance(one, URLPattern) and one.name != "api-root"]
    # Patterns are tried one after the other, and the shop's guests ask most often.
    return sorted(found, key=lambda one: not str(one.pattern).startswith(SHOP_PATHS))


def guarded(view: View) -> View:
    """The same view: bounded, answering HEAD, and refusing in our form what the library refuses in its own."""

    @wraps(view)
    def answered(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        bare = request.method == "HEAD"
        if bare:
            request.method = "GET"
        try:
            _bound(request)
            response = view(request, *arguments, **named)
            if response.status_code == 405:
                raise MethodNotAllowed(response.headers["Allow"])
        except Said as trouble:
            failure = failure_of(trouble)
            assert failure is not None
            response = answer(request, failure)
            if isinstance(trouble, MethodNotAllowed):
                response.headers["Allow"] = trouble.allowed
            if isinstance(trouble, TokenMissing | TokenRefused):
                response.headers["WWW-Authenticate"] = 'Bearer realm="prilavok"'
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers["Content-Language"] = get_language() or DEFAULT
        if bare:
            body = getattr(response, "content", b"")
            response.headers["Content-Length"] = str(len(body))
            setattr(response, "content", b"")  # noqa: B010  # of our own answers, none of which is a stream
        return response

    return answered


def _bound(request: HttpRequest) -> None:
    size = str(request.META.get("CONTENT_LENGTH") or "0")
    if not size.isdigit() or int(size) > LARGEST_BODY:
        raise BodyTooLarge(LARGEST_BODY)
