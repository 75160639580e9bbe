"""The entrance: signing in and out, the way to one's first screen, the choice of language and theme."""

from typing import Any, cast

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from prilavok.domains.staff.errors import SignInRefused, TooManyTries
from prilavok.doors.web.parts.frame import THEME_COOKIE, THEMES, first_screen
from prilavok.doors.web.parts.language import COOKIE, COOKIE_SECONDS
from prilavok.doors.web.parts.rights import needs_sign_in, open_to_all, staff_of, staff_or_none
from prilavok.doors.web.parts.workplaces import workplaces_for
from prilavok.flows.choose_language import choose_language
from prilavok.flows.sign_in import sign_in as sign_in_story
from prilavok.kit import clock
from prilavok.kit.limits import client_address
from prilavok.kit.settings import where
from prilavok.kit.words import LANGUAGES


@needs_sign_in
def home(request: HttpRequest) -> HttpResponse:
    """Go to where one's work begins."""
    address = first_screen(staff_of(request))
    return HttpResponseRedirect(address) if address else render(request, "nothing_yet.html")


@needs_sign_in
def workplace(request: HttpRequest, code: str) -> HttpResponseBase:
    """Go to the first screen of a workplace; to one's own beginning where it is not for this role."""
    staff = staff_of(request)
    place = next((one for one in workplaces_for(staff) if one.code == code), None)
    return HttpResponseRedirect(reverse(place.screens_for(staff)[0].url)) if place else home(request)


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; on success the session gets a new key."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    if staff_or_none(request) is not None:
        return HttpResponseRedirect(_ours(request, asked))
    if request.method != "POST":
        return render(request, "sign_in.html", {"next": asked})
    typed = request.POST.get("login", "")
    try:
        person = sign_in_story(typed, request.POST.get("password", ""), address=address_of(request), at=clock.now())
    except (SignInRefused, TooManyTries) as refused:
        told = {"next": asked, "login": typed[:60], "refused": refused.say(gettext)}
        response = render(request, "sign_in.html", told, status=429 if isinstance(refused, TooManyTries) else 422)
        if isinstance(refused, TooManyTries):
            response.headers["Retry-After"] = str(refused.seconds)
        return response
    # Django's session takes the row itself, which no door looks into; its key is new: one fixed before is worthless.
    login(request, cast(Any, person))
    return HttpResponseRedirect(_ours(request, asked))


@needs_sign_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here and now."""
    logout(request)
    return HttpResponseRedirect("/sign-in")


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read the screens in another language; kept with the person, before sign-in in a cookie."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(_ours(request, request.POST.get("next", "")))
    if chosen in LANGUAGES:
        if (staff := staff_or_none(request)) is not None:
            choose_language(staff, chosen)
        _remember(response, COOKIE, chosen)
    return response


@open_to_all
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system is."""
    chosen = request.POST.get("theme", "")
    response = HttpResponseRedirect(_ours(request, request.POST.get("next", "")))
    if chosen in THEMES:
        _remember(response, THEME_COOKIE, chosen)
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    # Not HttpOnly: the frame's script changes the theme without a request.
    response.set_cookie(name, value, max_age=COOKIE_SECONDS, samesite="Lax", secure=where().secure)


def _ours(request: HttpRequest, address: str) -> str:
    """The address if it is one of ours, else the home: nobody is sent elsewhere by a link to our sign-in."""
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address and safe else "/"


def address_of(request: HttpRequest) -> str:
    """The asker's network address; forwarded ones count only behind a proxy of ours."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return client_address(headers, str(request.META.get("REMOTE_ADDR") or ""), where().trusted_proxies)
