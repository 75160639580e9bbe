"""Carries a WSGI application on an ASGI server: the loop reads and sends, a thread of ours runs each request.

Django's views keep their thread, and with it their database connection, from the first line to the last; under Django's
own ASGI entry they would lose it between requests. Whoever came first is answered first: see docs/decisions/0026.
"""

import asyncio
import sys
import tempfile
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from prilavok.doors.crowds import Crowds

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApplication = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 256 * 1024 * 1024  # bytes; files of an import come this way
_IN_MEMORY = 1024 * 1024
_LAST = (b"connection", b"close")  # whoever asks again may come to a process that is less crowded
PATIENCE = 0.1  # seconds; a page takes a tenth of that, where every processor is busy a third


class Bridge:
    """One WSGI application on `threads` threads. threads is also how many database connections it may hold.

    at_once: so many requests are begun at a time, the others in the order in which they came; 0: as many as threads.
    crowds: where the processes of the port tell each other how many requests are under way.
    """

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        threads: int,
        at_once: int = 0,
        crowds: Crowds | None = None,
    ) -> None:
        self.application = application
        self.crowds = crowds or Crowds()
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self.gate = Gate(at_once or threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            size = await _read_body(body, receive)
            if size is None:
                return
            if size > LARGEST_BODY:
                await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"0")]})
                await send({"type": "http.response.body", "body": b""})
                return
            loop = asyncio.get_running_loop()

            async def forward(message: MutableMapping[str, Any]) -> None:
                await send(message)

            answer = _Answer(lambda message: asyncio.run_coroutine_threadsafe(forward(message), loop).result())
            environ = _environ(scope, body, size)
            self.crowds.enter()
            try:
                leave = await self.gate.enter()
                try:
                    messages = await loop.run_in_executor(self.threads, answer.run, self.application, environ)
                finally:
                    leave()
                fuller = self.crowds.is_fuller(self.gate.places)
            finally:
                self.crowds.leave()
            for message in messages:
                if fuller and message["type"] == "http.response.start":
                    message["headers"].append(_LAST)
                await send(message)

    def close(self) -> None:
        """Let running requests end, take no more."""
        self.threads.shutdown(wait=True, cancel_futures=True)


class Gate:
    """A few places, taken in the order of asking. Lives on the loop alone, so nothing of it needs a lock.

    A place is given back after PATIENCE at the latest, whatever its holder does: who waits for a provider, streams a
    file or counts a year goes on beside the others, and no chain of waiting can close.
    """

    def __init__(self, places: int) -> None:
        self.places = self.free = places
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def enter(self) -> Callable[[], None]:
        """Wait for a place; what is returned gives it back, and does no more when it was given back already."""
        loop = asyncio.get_running_loop()
        if self.free:
            self.free -= 1
        else:
            turn: asyncio.Future[None] = loop.create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._pass_on()  # the place came at the very moment its taker left
                raise
        too_long: asyncio.TimerHandle | None = None

        def leave() -> None:
            nonlocal too_long
            if too_long is not None:
                too_long.cancel()
                too_long = None
                self._pass_on()

        too_long = loop.call_later(PATIENCE, leave)
        return leave

    def _pass_on(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1


async def _read_body(body: tempfile.SpooledTemporaryFile[bytes], receive: Receive) -> int | None:
    """Read all of the body, or one byte more than is allowed; None when the client left."""
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        piece = message.get("body", b"")
        size += len(piece)
        if size > LARGEST_BODY:
            return size
        body.write(piece)
        if not message.get("more_body"):
            body.seek(0)
            return size


class _Answer:
    """One answer. The last messages are handed back to the loop at once: most pages are a single piece."""

    def __init__(self, send_now: Callable[[MutableMapping[str, Any]], None]) -> None:
        self._send_now = send_now
        self._head: MutableMapping[str, Any] | None = None

    def start(self, status: str, headers: list[tuple[str, str]], failure: Any = None) -> Callable[[bytes], None]:
        if failure is not None and self._head is None:
            raise failure[1].with_traceback(failure[2])
        self._head = {
            "type": "http.response.start",
            "status": int(status[:3]),
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        }
        return self._write_refused

    @staticmethod
    def _write_refused(piece: bytes) -> None:
        raise NotImplementedError("an application of the house returns its pieces, it does not write them")

    def run(self, application: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> list[Any]:
        """Runs on the request's thread. Returns the messages still to be sent."""
        pieces = application(environ, self.start)
        waiting: list[MutableMapping[str, Any]] = []
        try:
            for piece in pieces:
                if not waiting and self._head is not None:
                    waiting, self._head = [self._head], None
                elif waiting:
                    # There is more than one piece after all: what waited goes out, at the pace the client takes it.
                    for message in waiting:
                        self._send_now(message)
                    waiting = []
                waiting.append({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            if (close := getattr(pieces, "close", None)) is not None:
                close()  # on this thread, so that Django tidies this thread's connection
        if self._head is not None:
            waiting = [self._head]
        return [*waiting, {"type": "http.response.body", "body": b""}]


def _environ(scope: Scope, body: IO[bytes] | Any, size: int) -> dict[str, Any]:
    """The request as WSGI (PEP 3333) wants it. A header with an underscore is dropped: it could pose as another's."""
    server = scope.get("server") or ("localhost", 80)
    root = scope.get("root_path", "")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root.encode().decode("latin-1"),
        "PATH_INFO": scope["path"].removeprefix(root).encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        key = name.decode("latin-1")
        if "_" in key:
            continue
        key = key.upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        text = value.decode("latin-1")
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{text}" if key in environ else text
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(size)
    return environ
