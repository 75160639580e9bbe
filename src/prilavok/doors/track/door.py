"""The lean path of behaviour events: who may tell, how much, how fast; 200 only after what was told is durable."""

import asyncio
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import lru_cache

import msgspec
from django.db import Error, close_old_connections, connections

from prilavok.domains.tracking.queries import find_source, largest_request, mend_body
from prilavok.domains.tracking.types import Request, SourceView
from prilavok.doors.bridge import Receive, Scope, Send
from prilavok.doors.track.described import described
from prilavok.doors.track.landing import Full, Landing
from prilavok.doors.track.outcomes import Outcomes
from prilavok.doors.track.wire import (
    ASKING,
    CORS,
    Headers,
    NotJson,
    Refusing,
    asked_of,
    event_too_large,
    is_too_large,
    read_key,
    settings_document,
    unpacked,
)
from prilavok.kit.limits import BucketsInMemory, Limit, address_block, client_address
from prilavok.kit.settings import where

PREFIXES = ("/v1/", "//v1/", "/projects/")
_REMEMBERED = 5.0  # seconds a write key is held before it is asked for again
_MOST_REMEMBERED = 1_000
_LARGEST_WIRE = 600 * 1024  # bytes as they come, packed or not
_LARGEST_HEARD = 8 * 1024 * 1024  # bytes; who is still sending when we refuse would see a cut line, not the reason
_KNOWN = Limit("track", 60_000, 600_000)  # requests of one source from one address
_ASKING = Limit("track.results", 600, 6_000)  # requests that ask what became of each event, of one source and address
_STRANGERS = Limit("track.strangers", 300, 300)  # questions for a write key, from one address
_ASKED = "GET, HEAD, OPTIONS"
_OK = b'{"success":true}'
_JSON = (b"content-type", b"application/json; charset=utf-8")


class Track:
    """The door of one process."""

    def __init__(self) -> None:
        self.landing, self.outcomes = Landing(), Outcomes()
        self._known: dict[str, tuple[float, SourceView | None]] = {}
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="track-ask")
        self._mending = ThreadPoolExecutor(1, thread_name_prefix="track-mend")
        self._limit, self._strangers = BucketsInMemory(_KNOWN), BucketsInMemory(_STRANGERS, 10_000)
        self._askers = BucketsInMemory(_ASKING)
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to commit, on the running loop."""
        self._task = asyncio.get_running_loop().create_task(self.landing.run())

    def close(self) -> None:
        """Stop; the server has let every request end before."""
        if self._task is not None:
            self._task.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        extra: Headers = []
        try:
            status, body, extra = await self._answer(scope, receive)
        except Refusing as refusal:
            status = refusal.status
            body = msgspec.json.encode({"success": False, "code": refusal.code, "message": refusal.message})
            extra = _wait(refusal.wait) + ([(b"allow", refusal.allow.encode())] if refusal.allow else [])
        except Full:
            status, body, extra = 503, _told("busy", "More came than can be written now; come again."), _wait(1)
        except Error:
            status, body, extra = 503, _told("away", "What you sent may not be kept; send it again."), _wait(2)
        head = [_JSON, (b"content-length", str(len(body)).encode()), *CORS, *extra]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body if scope["method"] != "HEAD" else b""})

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes, Headers]:
        asked = asked_of(scope["path"])
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if asked is None:
            await _body(receive, headers)  # who is still sending when we refuse would see a cut line, not the answer
            raise Refusing(404, "no_such_path", "Nothing is told at this path.")
        method = scope["method"]
        if method == "OPTIONS":
            return 204, b"", []
        if asked.document:
            if method not in ("GET", "HEAD"):
                raise Refusing(405, "get", "The description is asked for by GET.", allow=_ASKED)
            return 200, described(), [(b"cache-control", b"public, max-age=300")]
        block = _block((scope.get("client") or ("",))[0], headers.get("x-forwarded-for", ""))
        if asked.settings_of:
            return await self._settings(scope, headers, asked.settings_of, block)
        if method != "POST":
            raise Refusing(405, "post", "Events are posted.", allow="POST, OPTIONS")
        body = unpacked(await _body(receive, headers), headers)
        if asked.route == "metrics":
            return 200, _OK, []  # an SDK's word on itself, which nobody here reads
        query = scope.get("query_string", b"")
        try:
            key = read_key(body, headers, query, asked.route)
        except NotJson:  # one odd letter of one event does not take the others with it; beside the loop: it takes time
            body = await asyncio.get_running_loop().run_in_executor(self._mending, mend_body, body)
            key = read_key(body, headers, query, asked.route)
        source = await self._source(key, block)
        taken = self._limit.take(f"{source.key} {block}", _instant())
        if not taken.allowed:
            raise Refusing(429, "too_many", "Too many requests from this address.", taken.retry_after)
        request = Request(source.id, asked.route, body)
        if is_too_large(body, asked.route):
            # The protocol wants a no by the size, after which no SDK tries again; what it was is kept to be looked at.
            await self.landing.keep(request)
            raise event_too_large()
        if headers.get(ASKING, "") not in ("", "0"):
            return 200, await self._outcomes(request, f"{source.key} {block}"), []
        await self.landing.keep(request)
        return 200, _OK, []

    async def _outcomes(self, request: Request, asker: str) -> bytes:
        taken = self._askers.take(asker, _instant())
        if not taken.allowed:
            raise Refusing(429, "too_many", "Too many requests ask for results.", taken.retry_after)
        return await self.outcomes.of(request)

    async def _settings(
        self, scope: Scope, headers: Mapping[str, str], key: str, block: str
    ) -> tuple[int, bytes, Headers]:
        if scope["method"] not in ("GET", "HEAD"):
            raise Refusing(405, "get", "Settings are asked for by GET.", allow=_ASKED)
        await self._source(key, block)
        scheme, host = scope.get("scheme", "http"), headers.get("host", "")
        if where().trusted_proxies and headers.get("x-forwarded-proto") in ("http", "https"):
            scheme = headers["x-forwarded-proto"]
        document = msgspec.json.encode(settings_document(key, scheme, host))
        return 200, document, [(b"cache-control", b"public, max-age=300")]

    async def _source(self, key: str, block: str) -> SourceView:
        now = asyncio.get_running_loop().time()
        until, known = self._known.get(key, (0.0, None))
        if until <= now:
            if not 0 < len(key) <= 40 or "\0" in key:
                raise Refusing(401, "write_key", "There is no write key, or none that could be ours.")
            taken = self._strangers.take(block, _instant())
            if not taken.allowed:
                raise Refusing(429, "too_many", "Too many write keys were tried.", taken.retry_after)
            known = await asyncio.get_running_loop().run_in_executor(self._asking, _look_up, key)
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = (now + _REMEMBERED, known)
        if known is None:
            raise Refusing(401, "write_key", "This write key is not known, or its source was closed.")
        return known


def _look_up(key: str) -> SourceView | None:
    close_old_connections()
    try:
        return find_source(key)
    except Error:
        connections.close_all()
        raise


@lru_cache(10_000)
def _block(remote: str, forwarded: str) -> str:
    """Whom a limit counts; a page's visitors come again and again."""
    return address_block(client_address({"x-forwarded-for": forwarded}, remote, where().trusted_proxies))


def _told(code: str, message: str) -> bytes:
    return msgspec.json.encode({"success": False, "code": code, "message": message})


def _wait(seconds: int) -> Headers:
    """How long to stay away: whole seconds, and the instant after which it is worth coming again."""
    if not seconds:
        return []
    until = int(time.time()) + seconds
    return [(b"retry-after", str(seconds).encode()), (b"x-ratelimit-reset", str(until).encode())]


def _instant() -> datetime:
    """The loop's own clock, which nobody sets: buckets only ask how long ago."""
    return datetime.fromtimestamp(asyncio.get_running_loop().time(), UTC)


async def _body(receive: Receive, headers: Mapping[str, str]) -> bytes:
    """The whole body as it came. Raises Refusing where it is too long, or the sender left."""
    too_large = Refusing(400, "too_large", f"A request may have {largest_request('batch') // 1024} KB.")
    stated = headers.get("content-length", "0")
    if not (stated.isascii() and stated.isdigit()) or len(stated) > 12 or int(stated) > _LARGEST_HEARD:
        raise too_large
    pieces, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusing(400, "left", "The sender left.")
        piece = message.get("body", b"")
        size += len(piece)
        if size <= _LARGEST_WIRE:
            pieces.append(piece)
        elif size > _LARGEST_HEARD:
            raise too_large
        if not message.get("more_body"):
            break
    if size > _LARGEST_WIRE:
        raise too_large
    return b"".join(pieces)
