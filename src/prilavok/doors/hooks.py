"""`POST /hooks/<connection>`: what providers tell us is verified, kept and only then acknowledged; read by jobs later.

The lean path: the loop reads and verifies, one thread commits what many requests brought in one transaction. 200 means
that it is committed; whoever hears anything else sends it again, and what was kept before is acknowledged again.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import structlog
from django.db import Error, close_old_connections, connections

from prilavok.adapters.channels.port import open_channel
from prilavok.adapters.payments.port import open_provider
from prilavok.domains.connections.queries import open_secrets, read_connection
from prilavok.domains.connections.types import ConnectionView
from prilavok.doors.bridge import Receive, Scope, Send
from prilavok.flows.hear_payments import PAYMENTS, READ_PAYMENTS
from prilavok.flows.keep_arrivals import READ, Received, keep_received
from prilavok.kit import clock
from prilavok.kit.arrivals.keep import NewArrival
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.limits import BucketsInMemory, Limit, address_block, client_address
from prilavok.kit.secrets import Secret
from prilavok.kit.settings import where

PREFIX = "/hooks/"
LARGEST_BODY = 1024 * 1024  # bytes
_LARGEST_HEARD = 8 * LARGEST_BODY  # who is still sending when we refuse would see a cut line, not the reason
_GATHER = 0.005  # seconds that the first of a batch waits for others
_TOGETHER = 200  # arrivals in one transaction
_REMEMBERED = 5.0  # seconds a connection's secrets are held before they are asked for again
_MOST_REMEMBERED = 1_000
_KNOWN = Limit("hooks", 10_000, 60_000)  # of one connection from one address
_STRANGERS = Limit("hooks.strangers", 300, 300)  # questions for a connection, from one address
# What a provider proves itself by may lie in any header, so only these are kept beside the body.
_KEPT = frozenset({"content-encoding", "content-type", "user-agent"})
_LOG = structlog.get_logger("prilavok.hooks")


@dataclass(frozen=True, slots=True)
class _Known:
    """A connection that may post to us. key_of: what its provider tells repeats by; None where it did not send this.

    read: the job that understands what came.
    """

    id: UUID
    read: str
    key_of: Callable[[Mapping[str, str], bytes], str | None] = field(repr=False)


class Writer:
    """Commits what requests bring, many in one transaction; each request waits for its own commit."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Received, asyncio.Future[None]]] = []
        self._woken = asyncio.Event()
        self._full = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hooks")

    async def keep(self, received: Received) -> None:
        """Return once it is committed. Raises django.db.Error where that is not known."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((received, done))
        self._woken.set()
        if len(self._waiting) >= _TOGETHER:
            self._full.set()
        await done

    async def run(self) -> None:
        """Commit batch after batch."""
        while True:
            await self._woken.wait()
            if len(self._waiting) < _TOGETHER:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._full.wait(), _GATHER)
            batch, self._waiting = self._waiting[:_TOGETHER], self._waiting[_TOGETHER:]
            self._full.clear()
            if not self._waiting:
                self._woken.clear()
            await self._commit(batch)

    async def _commit(self, batch: list[tuple[Received, "asyncio.Future[None]"]]) -> None:
        trouble: BaseException | None = None
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, _keep, [received for received, _ in batch])
        except Exception as raised:
            _LOG.warning("arrivals were not kept", count=len(batch), trouble=type(raised).__name__)
            trouble = raised
        for _received, done in batch:
            if done.cancelled():
                continue
            if trouble is None:
                done.set_result(None)
            else:
                done.set_exception(trouble)


def _keep(batch: list[Received]) -> None:
    close_old_connections()
    try:
        keep_received(batch, actor=SYSTEM, at=clock.now())
    except Error:
        connections.close_all()
        raise


class Hooks:
    """The door of one process."""

    def __init__(self) -> None:
        self.writer = Writer()
        self._known: dict[str, tuple[float, _Known | None]] = {}
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
        status, wait = await self._answer(scope, receive)
        head = [(b"content-length", b"0"), *([(b"retry-after", str(wait).encode())] if wait else [])]
        if status == 405:
            head.append((b"allow", b"POST"))
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": b""})

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, int]:
        """Status, and for how many seconds to stay away."""
        if scope["method"] != "POST":
            return 405, 0
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        code = scope["path"].removeprefix(PREFIX)
        block = address_block(client_address(headers, (scope.get("client") or ("",))[0], where().trusted_proxies))
        taken = self._limit.take(f"{code} {block}", _instant())
        if not taken.allowed:
            return 429, taken.retry_after
        body = await _body(receive, headers)
        if body is None:
            return 413, 0
        try:
            known = await self._find(code, block)
            # Who is not known, who is not who they say, and what was changed on the way hear the same.
            key = known.key_of(headers, body) if known else None
            if known is None or key is None:
                return 401, 0
            kept = {name: value for name, value in headers.items() if name in _KEPT}
            await self.writer.keep(Received(known.id, NewArrival(key, body, kept), known.read))
        except Error:
            return 503, 2
        return 200, 0

    async def _find(self, code: str, block: str) -> _Known | None:
        now = asyncio.get_running_loop().time()
        until, known = self._known.get(code, (0.0, None))
        if until > now:
            return known
        if not 0 < len(code) <= 40 or not self._strangers.take(block, _instant()).allowed:
            return None
        known = await asyncio.get_running_loop().run_in_executor(self._asking, _look_up, code)
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[code] = (now + _REMEMBERED, known)
        return known


def _look_up(code: str) -> _Known | None:
    close_old_connections()
    try:
        found = read_connection(code)
        return _known(found, open_secrets(found.id)) if found.on else None
    except (NotFound, LookupError):
        return None
    except Error:
        connections.close_all()
        raise


def _known(found: ConnectionView, secrets: Mapping[str, Secret]) -> _Known:
    """Raises LookupError where nobody of this kind posts to us."""
    if found.kind == PAYMENTS:
        provider = open_provider(found.provider)

        def paid(headers: Mapping[str, str], body: bytes) -> str | None:
            # A stamp is of the provider's clock, so the machine's is what it is compared with, never a trial's.
            true = provider.verify(headers, body, secrets, time.time())
            return provider.key_of(headers, body) if true else None

        return _Known(found.id, READ_PAYMENTS, paid)
    channel = open_channel(found.provider)

    def said(headers: Mapping[str, str], body: bytes) -> str | None:
        return channel.key_of(body) if channel.verify(headers, body, secrets) else None

    return _Known(found.id, READ, said)


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
