"""The headers that keep a page from running, framing or sending anything that is not ours."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class SafeHeaders:
    """Puts the content policy and its companions on every answer; a view may set a stricter policy of its own."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        kind = str(response.headers.get("Content-Type", ""))
        if kind.startswith("text/html") and not response.has_header("Cache-Control"):
            # Pages hold people's data: after sign-out the browser's back button must not show them.
            response.headers["Cache-Control"] = "no-store"
        return response
