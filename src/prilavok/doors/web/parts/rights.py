"""What a view declares it needs, and who is looking."""

from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from prilavok.domains.staff.queries import actor_of, may
from prilavok.domains.staff.types import Scope, StaffActor
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor

View = Callable[..., HttpResponseBase]
SIGN_IN = "/sign-in"


class NoRight(Refused):
    """The role of the person does not hold the verb."""

    def __init__(self, verb: str) -> None:
        super().__init__("staff.no_right", _("Your role may not do this: %(verb)s."), verb=verb)


def staff_of(request: HttpRequest) -> StaffActor:
    """Who is looking; call it in a view that `needs` something. Raises NoRight where nobody is signed in."""
    actor = staff_or_none(request)
    if actor is None:
        raise NoRight("signed in")
    return actor


def actor_here(request: HttpRequest) -> Actor:
    """The one who is signed in, as stories know them. Raises NoRight where nobody is."""
    return Actor("staff", staff_of(request).id)


def staff_or_none(request: HttpRequest) -> StaffActor | None:
    """Who is looking, or None before sign-in; read once per request."""
    held: object = request.META.get("prilavok.staff", request)
    if held is request:
        user = cast(AbstractBaseUser | None, getattr(request, "user", None))
        held = actor_of(user) if user is not None and user.is_authenticated else None
        request.META["prilavok.staff"] = held
    return cast(StaffActor | None, held)


def scope_of(request: HttpRequest, verb: str) -> Scope | None:
    """In which scope the one who looks may do the verb, or None."""
    actor = staff_or_none(request)
    return may(actor, verb) if actor else None


def needs(verb: str) -> Callable[[View], View]:
    """Let the view run only for staff whose role holds the verb; others are sent to sign in or refused (403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
            actor = staff_or_none(request)
            if actor is None:
                return _to_sign_in(request)
            if may(actor, verb) is None:
                raise NoRight(verb)
            return view(request, *arguments, **named)

        guarded.needs = verb  # type: ignore[attr-defined]  # read by the test that calls every route as every role
        return guarded

    return decorate


def needs_sign_in(view: View) -> View:
    """For what every member of staff may do, whatever the role: their own language, signing out."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        return view(request, *arguments, **named) if staff_or_none(request) else _to_sign_in(request)

    guarded.needs = "signed in"  # type: ignore[attr-defined]
    return guarded


def open_to_all(view: View) -> View:
    """Say aloud that a view asks for no sign-in; a route that says nothing fails the test of rights."""
    view.needs = None  # type: ignore[attr-defined]
    return view


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    asked = request.get_full_path() if request.method == "GET" else "/"
    if request.headers.get("HX-Request") == "true":
        # A part of a page cannot become the sign-in page; the whole page goes there and comes back to where it stood.
        page = request.headers.get("HX-Current-URL", "/")
        return HttpResponse(status=401, headers={"HX-Redirect": f"{SIGN_IN}?{urlencode({'next': page})}"})
    return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': asked})}" if asked != "/" else SIGN_IN)
