"""`GET /live` on the loop: who it is is asked once on a thread, then the stream waits for the hub."""

import asyncio
import contextlib
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import Error
from django.http.cookie import parse_cookie

from prilavok.doors.bridge import Receive, Scope, Send
from prilavok.doors.live.ears import Pass, ears_of
from prilavok.doors.live.hub import Hub
from prilavok.kit.events.notices import Cursor
from prilavok.kit.limits import address_block, client_address
from prilavok.kit.settings import where

SHOP_COOKIE = "counter"
_OLDEST_PAGE = 60.0  # seconds
_LONGEST_COOKIE = 200
_STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class Live:
    """The lean path of a process. A refusal has no body: the browser's side tries again later by itself."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await _refuse(send, 405, (b"allow", b"GET"))
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        shown = _shown(headers)
        try:
            ears = await self.hub.ask(ears_of, shown) if shown.session or shown.token else None
        except (Error, RuntimeError):  # the database is away, or this process is closing
            await _refuse(send, 503, (b"retry-after", b"2"))
            return
        if ears is None:
            await _refuse(send, 401)
            return
        address = client_address(headers, (scope.get("client") or ("",))[0], where().trusted_proxies)
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        since = Cursor.read(headers.get("last-event-id", "") or query.get("since", ""))
        listener = self.hub.join(shown, ears, address_block(address), _age(query.get("age", "")), since)
        if listener is None:
            await _refuse(send, 503 if self.hub.closing else 429, (b"retry-after", b"30"))
            return
        leaving = asyncio.get_running_loop().create_task(_until_gone(receive))
        leaving.add_done_callback(lambda _done: listener.close())
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _STREAM})
            while (pieces := await listener.take()) is not None:
                await send({"type": "http.response.body", "body": pieces, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self.hub.leave(listener)
            leaving.cancel()


async def _until_gone(receive: Receive) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        while (await receive())["type"] != "http.disconnect":
            pass


def _shown(headers: dict[str, str]) -> Pass:
    cookies = parse_cookie(headers.get("cookie", ""))
    kind, _, bearer = headers.get("authorization", "").partition(" ")
    token = cookies.get(SHOP_COOKIE) or (bearer.strip() if kind.lower() == "bearer" else "")
    return Pass(cookies.get(settings.SESSION_COOKIE_NAME, "")[:_LONGEST_COOKIE], token[:_LONGEST_COOKIE])


def _age(text: str) -> float:
    """How long ago the page began to load, from milliseconds as the browser counts them."""
    milliseconds = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return min(milliseconds / 1_000, _OLDEST_PAGE)


async def _refuse(send: Send, status: int, *more: tuple[bytes, bytes]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0"), *more]})
    await send({"type": "http.response.body", "body": b""})
