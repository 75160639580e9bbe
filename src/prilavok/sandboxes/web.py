"""The little of the web that sandboxes need: a request, its forms, an answer, and the ASGI around them."""

import asyncio
import contextlib
import json
import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_OWN_NAMES = {"127.0.0.1", "localhost", "::1"}
_MOST_FIELDS = 200
#: nothing from elsewhere, nothing inside the page: the same strictness as the house's own pages
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class Unreadable(Exception):
    """The body is not what its content type says."""


@dataclass(frozen=True)
class Upload:
    """A file of a multipart form."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Asked:
    """One request, read to its end; header names are small letters."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Raises Unreadable."""
        try:
            return msgspec.json.decode(self.body)  # stricter than json: no broken letters, nothing infinite
        except (msgspec.DecodeError, RecursionError) as trouble:
            raise Unreadable(str(trouble)) from None

    def form(self) -> dict[str, str | Upload]:
        """The fields of an urlencoded or multipart body, none of another kind. Raises Unreadable."""
        kind = self.headers.get("content-type", "")
        if kind.startswith("application/x-www-form-urlencoded"):
            return dict(_pairs(self.body.decode("utf-8", "replace")))
        return _multipart(kind, self.body) if kind.startswith("multipart/form-data") else {}

    def cookie(self, name: str) -> str:
        """Its value, "" when there is none."""
        try:
            found = SimpleCookie(self.headers.get("cookie", "")).get(name)
        except CookieError:
            return ""
        return found.value if found else ""

    @property
    def from_own_page(self) -> bool:
        """False when a browser says that a page of another address sent this."""
        origin = self.headers.get("origin")
        return origin is None or origin.partition("//")[2] == self.headers.get("host")


@dataclass(frozen=True)
class Answer:
    """cut: the line breaks in the middle of the body. stream: pieces sent as they come, instead of a body."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    stream: AsyncGenerator[bytes, None] | None = field(default=None, compare=False)


def json_answer(content: object, status: int = 200, *headers: tuple[str, str], cut: bool = False) -> Answer:
    """An answer of JSON, letters as they are."""
    return Answer(status, json.dumps(content, ensure_ascii=False).encode(), headers=headers, cut=cut)


def page_answer(text: str, status: int = 200, *headers: tuple[str, str]) -> Answer:
    """A page under a strict policy."""
    policy = (("content-security-policy", PAGE_POLICY), ("referrer-policy", "same-origin"))
    return Answer(status, text.encode(), "text/html; charset=utf-8", (*policy, *headers))


def is_own(address: str) -> bool:
    """Whether it leads to this machine; what is no address leads nowhere."""
    try:
        return urlsplit(address).hostname in _OWN_NAMES
    except ValueError:
        return False


class Application:
    """ASGI around one function. largest: bytes of a body; begin and end run at the start and the end of serving."""

    def __init__(
        self,
        answer: Callable[[Asked], Awaitable[Answer]],
        *,
        largest: int,
        begin: Callable[[], Awaitable[None]] | None = None,
        end: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._answer = answer
        self._largest = largest
        self._begin = begin
        self._end = end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            while (message := await receive())["type"] != "lifespan.shutdown":
                if self._begin is not None:
                    await self._begin()
                await send({"type": f"{message['type']}.complete"})
            await send({"type": "lifespan.shutdown.complete"})

    async def closing(self) -> None:
        """Let waiting requests end; called before the server stops."""
        if self._end is not None:
            await self._end()

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        body = await _read(receive, self._largest)
        if body is None:
            answer = json_answer({"error": {"code": "too_large", "message": "The body is too large."}}, 413)
        elif not is_own(f"//{headers.get('host', '')}"):
            answer = Answer(421, b"This server answers on loopback only.", "text/plain")
        elif scope["path"] == "/favicon.ico":
            answer = Answer(204)
        else:
            try:
                query = dict(_pairs(scope.get("query_string", b"").decode("latin-1")))
                answer = await self._answer(Asked(scope["method"], scope["path"], query, headers, body))
            except Unreadable as trouble:
                answer = json_answer({"error": {"code": "bad_request", "message": f"Unreadable: {trouble}."}}, 400)
            except Exception:  # a fault of ours is told and logged, and serving goes on
                traceback.print_exc()
                answer = json_answer({"error": {"code": "fault", "message": "The sandbox is at fault."}}, 500)
        await _send(answer, send, receive)


async def _read(receive: Receive, largest: int) -> bytes | None:
    pieces, size = [], 0
    while True:
        message = await receive()
        piece = message.get("body", b"")
        size += len(piece)
        if size > largest:
            return None
        pieces.append(piece)
        if not message.get("more_body"):
            return b"".join(pieces)


async def _send(answer: Answer, send: Send, receive: Receive) -> None:
    headers = [("content-type", answer.kind), ("x-content-type-options", "nosniff"), ("cache-control", "no-store")]
    if answer.stream is None:
        headers.append(("content-length", str(len(answer.body))))
    raw = [(name.encode(), value.encode()) for name, value in (*headers, *answer.headers)]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    if answer.stream is not None:
        gone = asyncio.ensure_future(receive())  # the body is read, so what comes now is the end of the line
        async with contextlib.aclosing(answer.stream) as stream:
            async for piece in stream:
                if gone.done():
                    break
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        gone.cancel()
        await send({"type": "http.response.body", "body": b""})
    elif answer.cut:  # fewer bytes than promised: the server closes the line
        await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
    else:
        await send({"type": "http.response.body", "body": answer.body})


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as trouble:
        raise Unreadable(str(trouble)) from None


def _multipart(kind: str, body: bytes) -> dict[str, str | Upload]:
    """Fields and files of RFC 7578. Raises Unreadable."""
    _, _, mark = kind.partition("boundary=")
    mark = mark.split(";")[0].strip().strip('"')
    pieces = body.split(b"--" + mark.encode("latin-1"))
    if not mark or len(pieces) < 3 or len(pieces) > _MOST_FIELDS:
        raise Unreadable("no parts between boundaries")
    found: dict[str, str | Upload] = {}
    for piece in pieces[1:-1]:
        head, gap, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        lines = {
            name.strip().lower(): value.strip()
            for name, colon, value in (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n"))
            if colon
        }
        told = {
            key.strip(): value.strip().strip('"')
            for key, _, value in (part.partition("=") for part in lines.get("content-disposition", "").split(";"))
        }
        if not gap or "name" not in told:
            raise Unreadable("a part without a name")
        content = content.removesuffix(b"\r\n")
        if "filename" in told:
            found[told["name"]] = Upload(told["filename"], lines.get("content-type", ""), content)
        else:
            found[told["name"]] = content.decode("utf-8", "replace")
    return found
