"""The door: a request is read whole, known by its address, verified, committed, and only then acknowledged.

The lean path: the loop reads and verifies, one thread commits what many requests brought in one transaction. 200 means
that it is committed; whoever hears anything else sends it again, and what was kept before is acknowledged again. A
provider that only asks whether the address is ours is answered at once, and nothing is kept.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import Error

from prilavok.doors.bridge import Receive, Scope, Send
from prilavok.doors.hooks.posters import Came, Poster, find_poster
from prilavok.doors.hooks.writer import Writer
from prilavok.flows.keep_arrivals import Received
from prilavok.kit.arrivals.keep import NewArrival
from prilavok.kit.limits import BucketsInMemory, Limit, address_block, client_address
from prilavok.kit.settings import where

PREFIX = "/hooks/"
LARGEST_BODY = 1024 * 1024  # bytes
_LARGEST_HEARD = 8 * LARGEST_BODY  # who is still sending when we refuse would see a cut line, not the reason
_REMEMBERED = 5.0  # seconds a connection's secrets are held before they are asked for again
_MOST_REMEMBERED = 1_000
_KNOWN = Limit("hooks", 10_000, 60_000)  # of one connection from one address
_STRANGERS = Limit("hooks.strangers", 300, 300)  # questions for a connection, from one address
# What a provider proves itself by may lie in any header, so only these are kept beside the body.
_KEPT = frozenset({"content-encoding", "content-type", "user-agent"})


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the sender hears. wait: for how many seconds to stay away."""

    status: int
    wait: int = 0
    body: bytes = b""


class Hooks:
    """The door of one process."""

    def __init__(self) -> None:
        self.writer = Writer()
        self._known: dict[str, tuple[float, Poster | None]] = {}
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="hooks-ask")
        self._limit, self._strangers = BucketsInMemory(_KNOWN), BucketsInMemory(_STRANGERS, 10_000)
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to commit, on the running loop."""
        self._task = asyncio.get_running_loop().create_task(self.writer.run())

    def close(self) -> None:
        """Stop; the server has let every request end before."""
        if self._task is not None:
            self._task.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(scope, receive)
        head = [(b"content-length", str(len(answer.body)).encode())]
        if answer.wait:
            head.append((b"retry-after", str(answer.wait).encode()))
        if answer.status == 405:
            head.append((b"allow", b"POST"))
        if answer.body:
            # What they hear may be words of theirs said back: never a page, whatever stands in it.
            head += [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
        await send({"type": "http.response.start", "status": answer.status, "headers": head})
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, scope: Scope, receive: Receive) -> _Answer:
        if scope["method"] not in {"GET", "POST"}:
            return _Answer(405)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        code = scope["path"].removeprefix(PREFIX)
        block = address_block(client_address(headers, (scope.get("client") or ("",))[0], where().trusted_proxies))
        taken = self._limit.take(f"{code} {block}", _instant())
        if not taken.allowed:
            return _Answer(429, taken.retry_after)
        body = await _body(receive, headers)
        if body is None:
            return _Answer(413)
        came = Came(scope["method"], scope.get("query_string", b"").decode("latin-1"), headers, body)
        try:
            known = await self._find(code, block)
            greeted = known.greet(came) if known else None
            if greeted is not None:
                return _Answer(200, body=greeted)
            if came.method != "POST":
                return _Answer(405)
            # Who is not known, who is not who they say, and what was changed on the way hear the same.
            key = known.key_of(came) if known else None
            if known is None or key is None:
                return _Answer(401)
            kept = {name: value for name, value in headers.items() if name in _KEPT}
            await self.writer.keep(Received(known.id, NewArrival(key, body, kept), known.read))
        except Error:
            return _Answer(503, 2)
        return _Answer(200, body=known.taken)

    async def _find(self, code: str, block: str) -> Poster | None:
        now = asyncio.get_running_loop().time()
        until, known = self._known.get(code, (0.0, None))
        if until > now:
            return known
        if not 0 < len(code) <= 40 or not self._strangers.take(block, _instant()).allowed:
            return None
        known = await asyncio.get_running_loop().run_in_executor(self._asking, find_poster, code)
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[code] = (now + _REMEMBERED, known)
        return known


def _instant() -> datetime:
    """The loop's own clock, which nobody sets: buckets only ask how long ago."""
    return datetime.fromtimestamp(asyncio.get_running_loop().time(), UTC)


async def _body(receive: Receive, headers: Mapping[str, str]) -> bytes | None:
    """The whole body; None where it is too long, or the sender left."""
    stated = headers.get("content-length", "0")
    if not stated.isdigit() or int(stated) > _LARGEST_HEARD:
        return None
    pieces, size = list[bytes](), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        piece = message.get("body", b"")
        size += len(piece)
        if size > _LARGEST_HEARD:
            return None
        if size <= LARGEST_BODY:
            pieces.append(piece)
        if not message.get("more_body"):
            return b"".join(pieces) if size <= LARGEST_BODY else None
