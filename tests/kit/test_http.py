"""Speaking to the outside is bounded and judged: time, size, address, transaction; every failure has its name."""

import contextlib
import gzip
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from prilavok.kit import http, settings
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.http import speaking


@dataclass
class Counterpart:
    """A server that answers each request with prepared bytes and remembers what it was asked."""

    port: int
    answers: list[bytes | Callable[[socket.socket], None]]
    asked: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


def whole_request(spoken: socket.socket) -> bytes:
    got = b""
    while piece := spoken.recv(65_536):
        got += piece
        head, end, body = got.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if end and len(body) >= (int(length[1]) if length else 0):
            break
    return got


@pytest.fixture
def counterpart() -> Iterator[Counterpart]:
    listener = socket.create_server(("127.0.0.1", 0))
    other = Counterpart(listener.getsockname()[1], [])

    def serve() -> None:
        while True:
            try:
                spoken, _ = listener.accept()
            except OSError:
                return
            with spoken:
                other.asked.append(whole_request(spoken))
                answer = other.answers.pop(0)
                with contextlib.suppress(OSError):
                    spoken.sendall(answer) if isinstance(answer, bytes) else answer(spoken)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield other
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def answer(status: str = "200 OK", body: bytes = b"", *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers, "", ""]
    return "\r\n".join(head).encode() + body


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> None:
    where = replace(settings.where(), outside="live")
    monkeypatch.setattr(settings, "where", lambda: where)


def failure_of(method: str, url: str, **given: Any) -> OutsideFailed:
    with pytest.raises(OutsideFailed) as failure:
        http.speak(method, url, within_ms=given.pop("within_ms", 2_000), **given)
    return failure.value


def test_an_answer_comes_back_whole(counterpart: Counterpart) -> None:
    counterpart.answers = [answer("201 Created", b'{"ok": true}', "X-Request-Id: 7")]
    got = http.speak(
        "post", counterpart.url("/orders?x=1"), within_ms=2_000, json={"number": 5}, headers={"X-Key": "k"}
    )
    assert (got.status, got.body, got.headers["x-request-id"]) == (201, b'{"ok": true}', "7")
    asked = counterpart.asked[0].lower()
    assert asked.startswith(b"post /orders?x=1 http/1.1\r\n")
    assert b"x-key: k" in asked and asked.endswith(b'{"number":5}')


def test_statuses_become_outcomes(counterpart: Counterpart) -> None:
    for status, outcome in (("429 X", "temporary"), ("503 X", "temporary"), ("404 X", "final"), ("302 X", "final")):
        counterpart.answers = [answer(status, b"why", "Retry-After: 9", "Location: http://127.0.0.1:1/")]
        failure = failure_of("GET", counterpart.url())
        assert (failure.outcome, failure.status, failure.body) == (outcome, int(status[:3]), b"why")
        assert failure.retry_after == 9
    assert len(counterpart.asked) == 4  # no redirect was followed, nothing was tried again by itself
    counterpart.answers = [answer("404 X", b"no")]
    assert http.speak("GET", counterpart.url(), within_ms=2_000, also=frozenset({404})).status == 404


def test_retry_after_as_a_date_and_as_rubbish(counterpart: Counterpart) -> None:
    counterpart.answers = [answer("503 X", b"", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT")]
    assert failure_of("GET", counterpart.url()).retry_after == 0
    for rubbish in ("soon", "-5", "²"):
        counterpart.answers = [
            answer("503 X", b"").replace(b"\r\n\r\n", f"\r\nRetry-After: {rubbish}\r\n\r\n".encode())
        ]
        assert failure_of("GET", counterpart.url()).retry_after is None


def test_a_silence_after_asking_is_unknown_unless_asking_again_is_harmless(counterpart: Counterpart) -> None:
    def silent(spoken: socket.socket) -> None:
        spoken.settimeout(30)
        spoken.recv(1)

    for method, repeatable, outcome in (
        ("POST", None, "unknown"), ("POST", True, "temporary"), ("GET", None, "temporary"), ("DELETE", None, "unknown"),
    ):  # fmt: skip
        counterpart.answers = [silent]
        began = time.monotonic()
        failure = failure_of(method, counterpart.url(), within_ms=200, repeatable=repeatable)
        assert (failure.outcome, failure.code) == (outcome, "outside.broken_off")
        assert time.monotonic() - began < 10
    counterpart.answers = [lambda spoken: spoken.close()]
    assert failure_of("POST", counterpart.url()).outcome == "unknown"
    counterpart.answers = [b"rubbish\r\n\r\n"]
    assert failure_of("POST", counterpart.url()).outcome == "unknown"


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n"])
def test_a_drip_ends_with_the_time_allowed(counterpart: Counterpart, head: bytes) -> None:
    def drip(spoken: socket.socket) -> None:
        spoken.sendall(head)
        for _ in range(400):
            spoken.sendall(b"x")
            time.sleep(0.05)

    counterpart.answers = [drip]
    began = time.monotonic()
    assert failure_of("GET", counterpart.url(), within_ms=300).outcome == "temporary"
    assert time.monotonic() - began < 10


def test_nobody_there_is_temporary(counterpart: Counterpart) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    failure = failure_of("POST", f"http://127.0.0.1:{port}/")
    assert (failure.outcome, failure.code) == ("temporary", "outside.unreachable")


def test_too_much_is_not_taken(counterpart: Counterpart) -> None:
    packed = gzip.compress(b"\0" * 5_000_000)
    counterpart.answers = [
        answer("200 OK", b"x" * 1_000),
        answer("200 OK", b"x" * 1_001),
        answer("200 OK", b"x" * 1_001),
    ]
    assert len(http.speak("GET", counterpart.url(), within_ms=2_000, most_bytes=1_000).body) == 1_000
    assert failure_of("GET", counterpart.url(), most_bytes=1_000).outcome == "final"
    failure = failure_of("POST", counterpart.url(), most_bytes=1_000)
    assert (failure.outcome, failure.code) == ("unknown", "outside.too_long")
    counterpart.answers = [answer("200 OK", packed, "content-encoding: gzip")]
    assert failure_of("GET", counterpart.url(), most_bytes=100_000).code == "outside.too_long"
    counterpart.answers = [answer("200 OK", gzip.compress("привет".encode()), "content-encoding: gzip")]
    assert http.speak("GET", counterpart.url(), within_ms=2_000).body.decode() == "привет"
    for encoding in ("br", "gzip"):
        counterpart.answers = [answer("200 OK", b"not packed so", f"content-encoding: {encoding}")]
        assert failure_of("GET", counterpart.url()).code == "outside.garbled"


def test_a_transaction_forbids_it(counterpart: Counterpart, monkeypatch: pytest.MonkeyPatch) -> None:
    def guard() -> None:
        raise http.SpeakingInTransaction("cut the story here")

    monkeypatch.setattr(speaking, "_guard", None)
    http.set_guard(guard)
    with pytest.raises(http.SpeakingInTransaction):
        http.speak("GET", counterpart.url(), within_ms=1_000)
    assert counterpart.asked == []


@pytest.mark.parametrize(
    "host", ["93.184.216.34", "10.0.0.1", "169.254.169.254", "0.0.0.0", "[::ffff:10.0.0.1]", "[2001:db8::1]"]
)
def test_the_sandbox_speaks_to_loopback_only(host: str) -> None:
    failure = failure_of("GET", f"http://{host}/")
    assert (failure.outcome, failure.code) == ("final", "outside.forbidden")
    with pytest.raises(OutsideFailed):
        http.allowed_addresses(host, 25)


def test_the_address_is_judged_not_the_name(counterpart: Counterpart, monkeypatch: pytest.MonkeyPatch) -> None:
    real, addresses = socket.getaddrinfo, ["127.0.0.1"]

    def answered(host: str, port: int, *more: Any, **given: Any) -> Any:
        if host != "shop.example":
            return real(host, port, *more, **given)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr("socket.getaddrinfo", answered)
    counterpart.answers = [answer(body=b"here")]
    assert http.speak("GET", counterpart.url(host="shop.example"), within_ms=2_000).body == b"here"
    assert f"host: shop.example:{counterpart.port}".encode() in counterpart.asked[0].lower()
    assert http.allowed_addresses("shop.example", 25) == ["127.0.0.1"]
    # A name that answers with one good and one bad address is bad.
    addresses.append("10.0.0.7")
    assert failure_of("GET", counterpart.url(host="shop.example")).code == "outside.forbidden"
    assert http.allowed_addresses("localhost", 25) != []


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "10.1.2.3", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "2130706433",
        "0x7f.1",
    ],
)  # fmt: skip
def test_links_of_others_reach_public_addresses_only(host: str) -> None:
    failure = failure_of("POST", f"http://{host}:9/", public_only=True)
    assert (failure.outcome, failure.code) == ("final", "outside.forbidden")


@pytest.mark.usefixtures("live")
def test_live_speaks_to_a_neighbour_that_was_chosen(counterpart: Counterpart) -> None:
    counterpart.answers = [answer(body=b"1C in the next room")]
    assert http.speak("GET", counterpart.url(), within_ms=2_000).body == b"1C in the next room"
    assert http.allowed_addresses("93.184.216.34", 443, public_only=True) == ["93.184.216.34"]


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/", "file:///etc/passwd", "/orders", "", "http://", "http://a:b@127.0.0.1/"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    failure = failure_of("GET", url)
    assert (failure.outcome, failure.code) == ("final", "outside.address")


def test_proxies_of_the_environment_are_not_used(counterpart: Counterpart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    speaking._client.cache_clear()
    counterpart.answers = [answer(body=b"straight")]
    assert http.speak("GET", counterpart.url(), within_ms=2_000).body == b"straight"
