"""One press ends the offers to an address: a page with one button for people, the bare POST of RFC 8058 for mail."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from prilavok.doors.web.parts.rights import open_to_all
from prilavok.flows.messages import read_unsubscribe_link
from prilavok.flows.unsubscribe import unsubscribe
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.limits import Limit, Taken, address_block, client_address, take
from prilavok.kit.settings import where

#: guesses at links that are none of ours, from one network
BY_ADDRESS = Limit("unsubscribe", capacity=30, per_minute=30)
#: of one link of ours. Not by network: RFC 8058 has the mail providers' few servers press for all of their readers
BY_LINK = Limit("unsubscribe link", capacity=30, per_minute=30)


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
    try:
        channel = read_unsubscribe_link(token, at)[1]
    except Refused as refused:
        # One that has ended is ours all the same: no guess, and pressed by the same few servers.
        guessed = refused.code == "link.invalid"
        taken = take(BY_ADDRESS, _network(request), at) if guessed else Taken(True, 0)
        return _refused(request, refused if taken.allowed else Unsubscribes(taken.retry_after), taken)
    taken = take(BY_LINK, token, at)
    if not taken.allowed:
        return _refused(request, Unsubscribes(taken.retry_after), taken)
    done = request.method == "POST"
    if done:
        unsubscribe(token, actor=SYSTEM, at=at)
    return _told(request, {"channel": channel, "done": done}, 200, 0)


def _network(request: HttpRequest) -> str:
    headers = {name.lower(): value for name, value in request.headers.items()}
    remote = str(request.META.get("REMOTE_ADDR") or "")
    return address_block(client_address(headers, remote, where().trusted_proxies))


def _refused(request: HttpRequest, refused: Refused, taken: Taken) -> HttpResponse:
    shown: dict[str, object] = {"refused": refused.say(gettext)}
    return _told(request, shown, 422 if taken.allowed else 429, taken.retry_after)


def _told(request: HttpRequest, shown: dict[str, object], status: int, retry_after: int) -> HttpResponse:
    response = render(request, "shop/unsubscribe.html", shown, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response
