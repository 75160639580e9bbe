"""Speaking: one request, one bounded answer, and every way it can fail by its name."""

import logging
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache

import httpcore
import httpx

from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.errors import noted as _
from prilavok.kit.http.dialling import NotAllowed, Road, deadline, judged_addresses

_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_PIECE = 65_536
_BODY_KEPT = 2_000

# It would write down whole addresses, and some providers have their secret stand in the address.
logging.getLogger("httpx").setLevel(logging.WARNING)

_guard: Callable[[], None] | None = None


class SpeakingInTransaction(RuntimeError):
    """A story spoke to the outside while it held a transaction: a bug, the story must be cut at the call."""


@dataclass(frozen=True)
class Answer:
    """What came back: header names in lower case, the body whole and decoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def set_guard(guard: Callable[[], None]) -> None:
    """Have `guard` run before every call; it raises SpeakingInTransaction inside a transaction. kit.db sets it."""
    global _guard
    _guard = guard


def allowed_addresses(host: str, port: int, *, public_only: bool = False) -> list[str]:
    """The addresses of a host that may be dialled, for any protocol. OutsideFailed where one of them may not be.

    In sandbox mode loopback alone; live anyone, with `public_only` none but public addresses (for links of others).
    """
    try:
        return judged_addresses(host, port, public_only)
    except NotAllowed as refusal:
        raise _forbidden(host, refusal) from refusal
    except OSError as failure:
        raise _failed("temporary", "outside.unreachable", host) from failure


@cache
def _client(public_only: bool) -> httpx.Client:
    return httpx.Client(transport=Road(public_only), trust_env=False, follow_redirects=False, timeout=None)


def speak(
    method: str,
    url: str,
    *,
    within_ms: int,
    most_bytes: int = 5_000_000,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    json: object = None,
    form: Mapping[str, str] | None = None,
    repeatable: bool | None = None,
    also: frozenset[int] = frozenset(),
    public_only: bool = False,
) -> Answer:
    """Ask the outside one thing and give its answer of 2xx, 304 or a status listed in `also`; else OutsideFailed.

    within_ms: the whole call, look-up to last byte. most_bytes: of the decoded body.
    repeatable: the provider takes a key, so that asking twice does no harm; by default for GET, HEAD and OPTIONS only.
    A broken wait is "temporary" where nothing was sent or the call is repeatable, else "unknown": ask, do not resend.
    Raises SpeakingInTransaction inside a transaction.
    """
    if _guard is not None:
        _guard()
    method = method.upper()
    target = _target(url)
    harmless = method in _HARMLESS if repeatable is None else repeatable
    asked = dict(headers or {})
    asked.setdefault("accept-encoding", "identity")
    token = deadline.set(time.monotonic() + within_ms / 1000)
    try:
        with _failures_named(target.host, harmless):
            request = _client(public_only).build_request(
                method, target, headers=asked, content=content, json=json, data=form
            )
            response = _client(public_only).send(request, stream=True)
            try:
                body = _read(response, most_bytes, target.host, harmless)
            finally:
                response.close()
    finally:
        deadline.reset(token)
    answer = Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)
    if answer.status < 300 or answer.status == 304 or answer.status in also:
        return answer
    raise _refused(answer, target.host)


def _target(url: str) -> httpx.URL:
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as failure:
        raise _failed("final", "outside.address", "") from failure
    if target.scheme not in {"http", "https"} or not target.host or target.userinfo:
        raise _failed("final", "outside.address", target.host)
    return target


@contextmanager
def _failures_named(host: str, harmless: bool) -> Iterator[None]:
    after_sending: Outcome = "temporary" if harmless else "unknown"
    try:
        yield
    except NotAllowed as refusal:
        raise _forbidden(host, refusal) from refusal
    except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout) as failure:
        raise _failed("temporary", "outside.unreachable", host) from failure
    except (httpcore.UnsupportedProtocol, httpcore.LocalProtocolError, httpx.LocalProtocolError) as failure:
        raise _failed("final", "outside.address", host) from failure
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError) as failure:
        raise _failed(after_sending, "outside.broken_off", host) from failure


def _read(response: httpx.Response, most_bytes: int, host: str, harmless: bool) -> bytes:
    """The body, decoded no further than the bound, whatever the sender packed into it."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    unpack = {"gzip": 31, "x-gzip": 31, "deflate": 15}.get(encoding)
    if encoding not in {"", "identity"} and unpack is None:
        raise _failed("temporary" if harmless else "unknown", "outside.garbled", host)
    packed = zlib.decompressobj(unpack) if unpack else None
    body = bytearray()
    for piece in response.iter_raw(_PIECE):
        try:
            body += packed.decompress(piece, most_bytes + 1 - len(body)) if packed else piece
        except zlib.error as failure:
            raise _failed("temporary" if harmless else "unknown", "outside.garbled", host) from failure
        if len(body) > most_bytes:
            # It has acted and answered; that the answer is too long to take does not tell what it did.
            raise _failed("final" if harmless else "unknown", "outside.too_long", host)
    return bytes(body)


def _refused(answer: Answer, host: str) -> OutsideFailed:
    temporary = answer.status in {408, 425, 429} or answer.status >= 500
    return OutsideFailed(
        "temporary" if temporary else "final",
        "outside.refused",
        _("%(host)s answered %(status)s."),
        status=answer.status,
        body=answer.body[:_BODY_KEPT],
        retry_after=_retry_after(answer.headers.get("retry-after", "")),
        host=host,
    )


def _retry_after(text: str) -> int | None:
    """Seconds to wait, from either form of the header (RFC 9110 section 10.2.3)."""
    if text.isascii() and text.isdigit():
        return int(text[:9])
    try:
        return max(0, int(parsedate_to_datetime(text).timestamp() - time.time()))
    except (ValueError, TypeError, OverflowError):
        return None


def _forbidden(host: str, refusal: NotAllowed) -> OutsideFailed:
    sentence = _("%(host)s may not be spoken to: %(why)s")
    return OutsideFailed("final", "outside.forbidden", sentence, host=host, why=str(refusal))


def _failed(outcome: Outcome, code: str, host: str) -> OutsideFailed:
    return OutsideFailed(outcome, code, _SENTENCES[code], host=host)


_SENTENCES = {
    "outside.unreachable": _("%(host)s cannot be reached."),
    "outside.broken_off": _("%(host)s did not answer in time or broke off."),
    "outside.garbled": _("%(host)s answered with something unreadable."),
    "outside.too_long": _("%(host)s answered with more than is taken."),
    "outside.address": _("This is not an address to speak to."),
}
