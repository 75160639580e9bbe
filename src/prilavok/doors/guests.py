"""The short way of the shop's guests: the same views behind the same guard, without what only pages need.

A guest's call carries its token: it has no session, no form and no messages, so the middleware of these is left out,
and addresses are looked up instead of being tried one after the other. Calls have a few threads of their own, so that
each keeps a warm connection, and no page that lasts holds up a guest.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import URLPattern

from prilavok.doors.api.door import SHOP_PATHS, guarded_urls
from prilavok.doors.web.parts.failures import Failures
from prilavok.doors.web.parts.headers import SafeHeaders
from prilavok.doors.web.parts.language import StaffLanguage

View = Callable[..., HttpResponseBase]
PREFIX = "/api/v1/"
GUESTS = PREFIX + SHOP_PATHS
THREADS = 6  # of one process: what a guest asks keeps a processor busy and waits for nobody outside
_MIDDLEWARE: tuple[Callable[[Any], Any], ...] = (SecurityMiddleware, SafeHeaders, CommonMiddleware, StaffLanguage)
_SLOW = ("/pay", "/page", "/page/end")  # wait for a payment provider


def is_guests(path: str) -> bool:
    """Whether an address is asked by guests and answered at once."""
    return path.startswith(GUESTS) and not path.endswith(_SLOW)


class GuestCalls:
    """A WSGI application of the shop's guest routes alone."""

    def __init__(self) -> None:
        self._plain: dict[str, View] = {}
        self._others: list[tuple[URLPattern, View]] = []
        for one in guarded_urls():
            if not one.pattern.converters:
                self._plain[f"{PREFIX}{one.pattern}"] = one.callback
            else:
                self._others.append((one, one.callback))
        self._failures = Failures(self._view)
        answer: Any = convert_exception_to_response(self._viewed)
        for middleware in reversed(_MIDDLEWARE):
            answer = convert_exception_to_response(middleware(answer))
        self._answer: Callable[[HttpRequest], HttpResponse] = answer

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """One call on the caller's thread, whose connection to the database stays for the next one.

        It is looked after when a call ends, and looked at before the next one asks it.
        """
        try:
            request = WSGIRequest(environ)
            response = self._answer(request)
            head = [*response.items(), *(("Set-Cookie", one.OutputString()) for one in response.cookies.values())]
            start(f"{response.status_code} {response.reason_phrase}", head)
            return [response.content]
        finally:
            close_old_connections()

    def _viewed(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self._view(request)
        except Exception as trouble:
            if (failure := self._failures.process_exception(request, trouble)) is None:
                raise
            return failure

    def _view(self, request: HttpRequest) -> HttpResponseBase:
        if (view := self._plain.get(request.path_info)) is not None:
            return view(request)
        for one, view in self._others:
            if (found := one.pattern.match(request.path_info.removeprefix(PREFIX))) is not None:
                return view(request, *found[1], **found[2])
        raise Http404
