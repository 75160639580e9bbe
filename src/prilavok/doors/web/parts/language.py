"""In which language a page speaks: the staff member's, before sign-in the cookie's or the browser's."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from prilavok.doors.web.parts.rights import staff_or_none
from prilavok.kit.words import LANGUAGES

COOKIE = "language"
COOKIE_SECONDS = 365 * 24 * 3600
DEFAULT = "ru"


class StaffLanguage:
    """Speaks one language for the whole request."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = language_of(request)
        with translation.override(chosen):
            response = self._answer(request)
        response.headers.setdefault("Content-Language", chosen)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(request: HttpRequest) -> str:
    """The language for this request: "ru", "kk" or "en"."""
    if request.path.startswith("/static/"):
        return DEFAULT
    if (staff := staff_or_none(request)) is not None:
        return staff.language
    if (kept := request.COOKIES.get(COOKIE)) in LANGUAGES:
        return str(kept)
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200]):
        if (short := wanted.split("-")[0]) in LANGUAGES:
            return short
    return DEFAULT
