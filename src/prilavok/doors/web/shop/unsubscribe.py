"""One press ends the offers to an address: a page with one button for people, the bare POST of RFC 8058 for mail."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from prilavok.doors.web.parts.rights import open_to_all
from prilavok.flows.messages import read_unsubscribe_link
from prilavok.flows.unsubscribe import unsubscribe
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.limits import Limit, address_block, client_address, take
from prilavok.kit.settings import where

BY_ADDRESS = Limit("unsubscribe", capacity=30, per_minute=30)


class Unsubscribes(Refused):
    """429: too many links were tried from one address of the network."""

    def __init__(self, seconds: int) -> None:
        super().__init__("unsubscribe.too_often", _("Too many tries. Wait a minute and press again."), seconds=seconds)


@open_to_all
@csrf_exempt  # the press comes from a mail programme without our cookies; the signed link is what lets it in
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponseBase:
    """Looking changes nothing, since mail gateways open every link; only the press does. No sign-in, no cookie."""
    at = clock.now()
    headers = {name.lower(): value for name, value in request.headers.items()}
    address = client_address(headers, str(request.META.get("REMOTE_ADDR") or ""), where().trusted_proxies)
    taken = take(BY_ADDRESS, address_block(address), at)
    try:
        if not taken.allowed:
            raise Unsubscribes(taken.retry_after)
        if request.method == "POST":
            shown: dict[str, object] = {"channel": unsubscribe(token, actor=SYSTEM, at=at), "done": True}
        else:
            shown = {"channel": read_unsubscribe_link(token, at)[1], "done": False}
    except Refused as refused:
        return _told(request, {"refused": refused}, 422 if taken.allowed else 429, taken.retry_after)
    return _told(request, shown, 200, 0)


def _told(request: HttpRequest, shown: dict[str, object], status: int, retry_after: int) -> HttpResponse:
    response = render(request, "shop/unsubscribe.html", shown, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response
