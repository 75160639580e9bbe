"""Guests of the shop: a token for whoever asks for one, and the guard of the routes that it opens."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.security.base import AuthBase

from prilavok.domains.customers.actions import browser_value, is_browser_token
from prilavok.domains.customers.queries import find_leaf
from prilavok.doors.api.refusals import TokenRefused, TooOften, Unfit, told_field
from prilavok.doors.api.shapes import Shape
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.idempotency.answers import Answer, answer_once, answer_repeatable, whole
from prilavok.kit.limits import BucketsInMemory, Limit, address_block, client_address, take
from prilavok.kit.settings import where

router = Router(tags=["shop"])
NEEDS = "guest"
_NOBODYS = "prilavok_nobodys"
#: calls of one guest, in each process that serves
BY_GUEST = BucketsInMemory(Limit("shop guest", capacity=where().guest_calls, per_minute=2 * where().guest_calls))
View = Callable[..., Any]


class Guest(Shape):
    """token: send it as `Authorization: Bearer`; it is the guest, so keep it. A new one is somebody new."""

    token: str


class GuestToken(AuthBase):
    """A guest's token in the header Authorization: given by `POST /shop/guest`, it opens what is the guest's own."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    fields: frozenset[str] = frozenset()

    def __call__(self, request: HttpRequest) -> UUID | None:
        """The guest's leaf; None where there is no token. Raises TokenRefused, TooOften, Unfit."""
        given = request.headers.get("Authorization")
        if given is None:
            return None
        scheme, _space, token = given.strip().partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not is_browser_token(token):
            raise TokenRefused
        taken = BY_GUEST.take(token, clock.now())
        if not taken.allowed:
            raise TooOften(taken.retry_after)
        found = find_leaf("browser", browser_value(token))
        if found is None:
            raise TokenRefused
        _no_stranger(request, self.fields)
        setattr(request, _NOBODYS, found.customer is None)
        return found.leaf


def guest_of(request: HttpRequest) -> UUID:
    """The leaf of the guest who asks, in a view behind the token."""
    return cast(UUID, getattr(request, "auth"))  # noqa: B009  # ninja puts it there, Django's type has no such field


def is_nobodys(request: HttpRequest) -> bool:
    """Whether the guest's leaf is no customer's, as the token's guard has just seen."""
    return bool(getattr(request, _NOBODYS))


def acting(leaf: UUID) -> Actor:
    """The guest as the one who acts."""
    return Actor("leaf", leaf)


def for_guests(router: Router, method: str, path: str, *, gives: object, also: int = 200) -> Callable[[View], View]:
    """A route for guests. also: the status of an answer that made something."""

    def decorate(view: View) -> View:
        guard = GuestToken()

        @wraps(view)
        def answered(request: HttpRequest, **given: Any) -> HttpResponse:
            made = view(request, **given)
            return made if isinstance(made, HttpResponse) else json_of(made.model_dump_json().encode())

        _declare(router, method, path, answered, gives, also, guard)
        operation = router.path_operations[path].operations[-1]
        guard.fields = frozenset(
            name
            for model in operation.models
            if str(model.__ninja_param_source__) == "query"
            for name in getattr(model, "__ninja_flatten_map__", {})
        )
        return view

    return decorate


def _declare(router: Router, method: str, path: str, view: View, gives: object, also: int, auth: Any) -> None:
    router.api_operation(
        [method],
        path,
        response={200: gives} | {also: gives},
        auth=auth,
        openapi_extra={"x-needs": NEEDS if auth else "nobody"},
        operation_id=view.__name__,
        summary=(view.__doc__ or "").strip().split("\n")[0],
        url_name=view.__name__,
    )(view)


def once(request: HttpRequest, key: str | None, status: int, story: Callable[[], Shape]) -> HttpResponse:
    """The answer of a call that changes something; with a key, a repeat gets the very answer of the first.

    story: is done within a transaction that keeps its answer as well.
    """
    return _once(request, key, answer_once, lambda: Answer(status, story().model_dump_json().encode()))


def once_repeatable(
    request: HttpRequest, key: str | None, story: Callable[[], tuple[int, Shape]], *, sealed: bool = False
) -> HttpResponse:
    """The same of a story that commits by itself and does nothing twice; it gives status and shape.

    sealed: the body or the answer is secret, or tells of a person.
    """

    def answered() -> Answer:
        status, shape = story()
        return Answer(status, shape.model_dump_json().encode())

    return _once(request, key, partial(answer_repeatable, sealed=sealed), answered)


def _once(
    request: HttpRequest, key: str | None, keep: Callable[..., Answer], answered: Callable[[], Answer]
) -> HttpResponse:
    caller = f"guest {guest_of(request)}"
    body = f"{request.method} {request.path}\n".encode() + request.body
    answer = whole(keep(caller, key, body, clock.now(), answered)) if key else answered()
    response = json_of(answer.body, answer.status)
    if key:
        response.headers["Idempotent-Replayed"] = "true" if answer.replayed else "false"
    return response


def json_of(body: bytes, status: int = 200) -> HttpResponse:
    """An answer of our own making."""
    return HttpResponse(body, status=status, content_type="application/json")


def block_of(request: HttpRequest) -> str:
    """The block of the network that the asker calls from; forwarded addresses count only behind a proxy of ours."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return address_block(client_address(headers, str(request.META.get("REMOTE_ADDR") or ""), where().trusted_proxies))


def _no_stranger(request: HttpRequest, fields: frozenset[str]) -> None:
    if strange := sorted(request.GET.keys() - fields):
        raise Unfit([told_field(("query", name), "extra_forbidden", {}) for name in strange])


def _bounded(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        limit = Limit("shop guests of an address", capacity=where().guests, per_minute=where().guests)
        taken = take(limit, block_of(request), clock.now())
        if not taken.allowed:
            raise TooOften(taken.retry_after)
        _no_stranger(request, frozenset())
        return cast(HttpResponse, view(request))

    return answered


@_bounded
def new_guest(request: HttpRequest) -> HttpResponse:
    """A token for somebody new. It needs no key: one that was lost on the way is nobody."""
    visitor = meet_visitor(None, actor=SYSTEM, at=clock.now())
    return json_of(Guest(token=visitor.token).model_dump_json().encode(), 201)


_declare(router, "POST", "/shop/guest", new_guest, Guest, 201, None)
