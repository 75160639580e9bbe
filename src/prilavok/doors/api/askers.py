"""Who asks at the REST door, what they may, how often, and with which fields: all before the call is read."""

from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.doors.api.refusals import FormStale, TokenMissing, TokenRefused, TooOften, Unfit, told_field
from prilavok.doors.api.tokens import read_token
from prilavok.doors.web.parts.rights import NoRight, staff_or_none
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor
from prilavok.kit.limits import Limit, take
from prilavok.kit.words import LANGUAGES

BY_TOKEN = Limit("api token", capacity=600, per_minute=1200)


@dataclass
class Need:
    """What one route wants: a verb, and no query fields but these."""

    verb: str
    fields: frozenset[str] = field(default_factory=frozenset)

    def let_in(self, request: HttpRequest, actor: StaffActor, bucket: str) -> StaffActor:
        """The same actor. Raises TooOften, NoRight, Unfit."""
        taken = take(BY_TOKEN, bucket, clock.now())
        if not taken.allowed:
            raise TooOften(taken.retry_after)
        if may(actor, self.verb) is None:
            raise NoRight(self.verb)
        if strange := sorted(request.GET.keys() - self.fields):
            raise Unfit([told_field(("query", name), "extra_forbidden", {}) for name in strange])
        return actor


class BearerToken(AuthBase):
    """A token in the header Authorization: made by `prilavok token`, it has the rights of its person."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, need: Need) -> None:
        super().__init__()
        self.need = need

    def __call__(self, request: HttpRequest) -> StaffActor | None:
        """Whose token it is, let in; None where there is none."""
        given = request.headers.get("Authorization")
        if given is None:
            return None
        scheme, _space, token = given.strip().partition(" ")
        if scheme.lower() != "bearer":
            raise TokenRefused
        actor = read_token(token.strip(), clock.now())
        _speak(request, actor)
        return self.need.let_in(request, actor, token.strip())


class WebSession(AuthBase):
    """The session of somebody signed in to the pages; a call that changes something carries the page's CSRF token."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "sessionid"

    def __init__(self, need: Need) -> None:
        super().__init__()
        self.need = need

    def __call__(self, request: HttpRequest) -> StaffActor | None:
        """Who is signed in, let in. Raises TokenMissing where nobody is, FormStale without the CSRF token."""
        actor = staff_or_none(request)
        if actor is None:
            raise TokenMissing
        if check_csrf(request) is not None:
            raise FormStale
        return self.need.let_in(request, actor, str(actor.id))


def _speak(request: HttpRequest, actor: StaffActor) -> None:
    """Answer in the language the call asks for, else in the person's; the middleware around takes it back."""
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200])
    known = [short for tag, _weight in wanted if (short := tag.split("-")[0]) in LANGUAGES]
    translation.activate(known[0] if known else actor.language)


def caller(request: HttpRequest) -> StaffActor:
    """Who asks, in a view behind one of the above."""
    return cast(StaffActor, getattr(request, "auth"))  # noqa: B009  # ninja puts it there, Django's type has no such field


def acting_caller(request: HttpRequest) -> Actor:
    """The same as stories know them."""
    return Actor("staff", caller(request).id)


def place_of(actor: StaffActor, verb: str) -> UUID | None | bool:
    """The one place in which the actor may do the verb; None: everywhere; False: nowhere, as they have no place."""
    if may(actor, verb, "company") is not None:
        return None
    return actor.place or False
