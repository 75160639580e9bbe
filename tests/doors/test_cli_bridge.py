"""The bridge from ASGI to Django: what goes in and out, on whose thread, and what does not come through."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from prilavok.doors import bridge as bridge_module
from prilavok.doors.bridge import Bridge

Start = Callable[..., Any]


def _ask(
    application: Callable[[dict[str, Any], Start], Iterable[bytes]],
    *,
    body: tuple[bytes, ...] = (b"",),
    leave: bool = False,
    **scope: Any,
) -> list[Any]:
    sent: list[Any] = []
    incoming = [{"type": "http.request", "body": piece, "more_body": True} for piece in body]
    incoming[-1]["more_body"] = False
    if leave:
        incoming = [incoming[0] | {"more_body": True}, {"type": "http.disconnect"}]
    whole = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "http_version": "1.1", "headers": []}

    async def receive() -> Any:
        return incoming.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    crossing = Bridge(application, 2)
    try:
        asyncio.run(crossing(whole | scope, receive, send))
    finally:
        crossing.close()
    return sent


def test_request_and_answer_arrive_whole() -> None:
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        seen.update(environ, read=environ["wsgi.input"].read(), thread=threading.current_thread().name)
        start("201 Created", [("X-One", "1"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return [b"made"]

    sent = _ask(
        application,
        method="POST",
        path="/точка",
        query_string=b"q=%D0%B0",
        body=(b"on", b"e"),
        headers=[
            (b"host", b"shop.example"),
            (b"content-type", b"text/plain"),
            (b"content-length", b"999"),
            (b"cookie", b"x=1"),
            (b"cookie", b"y=2"),
            (b"x-forwarded-for", b"1.2.3.4"),
            (b"x_forwarded_for", b"6.6.6.6"),
        ],
        client=("10.0.0.1", 4),
    )
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/точка"
    assert (seen["read"], seen["CONTENT_LENGTH"], seen["CONTENT_TYPE"]) == (b"one", "3", "text/plain")
    assert (seen["HTTP_COOKIE"], seen["REMOTE_ADDR"]) == ("x=1; y=2", "10.0.0.1")
    assert seen["HTTP_X_FORWARDED_FOR"] == "1.2.3.4", "a header with an underscore may not pose as the real one"
    assert "HTTP_CONTENT_LENGTH" not in seen
    assert seen["thread"].startswith("page")
    assert sent[0]["status"] == 201
    assert sent[0]["headers"] == [(b"x-one", b"1"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
    assert b"".join(message["body"] for message in sent[1:]) == b"made"
    assert [message.get("more_body", False) for message in sent[1:]] == [True, False]


class _Pieces:
    """An answer in several pieces that notes on which thread it was closed."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.opened = threading.current_thread()
        self.closed: threading.Thread | None = None

    def __iter__(self) -> Iterator[bytes]:
        return (b"%d;" % number for number in range(self.count))

    def close(self) -> None:
        self.closed = threading.current_thread()


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_many_pieces_go_out_in_order_and_are_closed_on_their_thread(count: int) -> None:
    made: list[_Pieces] = []

    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        made.append(_Pieces(count))
        return made[0]

    sent = _ask(application)
    assert [message["type"] for message in sent].count("http.response.start") == 1
    assert sent[0]["type"] == "http.response.start"
    assert b"".join(message["body"] for message in sent[1:]) == b"".join(b"%d;" % n for n in range(count))
    assert made[0].closed is made[0].opened


def test_who_left_before_the_end_of_the_body_reaches_no_page() -> None:
    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        raise AssertionError("it must not be asked")

    assert _ask(application, leave=True) == []


def test_a_body_beyond_the_limit_is_refused_before_any_page(monkeypatch: Any) -> None:
    monkeypatch.setattr(bridge_module, "LARGEST_BODY", 10)

    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        raise AssertionError("it must not be asked")

    sent = _ask(application, method="POST", body=(b"123456", b"789012", b"3"))
    assert [message.get("status") for message in sent] == [413, None]


def _scope(path: str) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "http_version": "1.1",
        "headers": [],
    }


async def _one(crossing: Bridge, path: str) -> bytes:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await crossing(_scope(path), receive, send)
    return b"".join(message.get("body", b"") for message in sent)


def test_who_came_first_is_begun_first_and_no_more_than_its_places_at_once(monkeypatch: Any) -> None:
    monkeypatch.setattr(bridge_module, "PATIENCE", 60.0)
    begun: list[str] = []
    running = most = 0
    lock = threading.Lock()

    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        nonlocal running, most
        with lock:
            begun.append(environ["PATH_INFO"])
            running += 1
            most = max(most, running)
        time.sleep(0.005)
        with lock:
            running -= 1
        if environ["PATH_INFO"] == "/7":
            raise ValueError("a place is given back by who fails too")
        start("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    async def storm() -> list[Any]:
        return await asyncio.gather(*(_one(crossing, f"/{nth}") for nth in range(24)), return_exceptions=True)

    crossing = Bridge(application, 8, 1)
    try:
        answers = asyncio.run(storm())
    finally:
        crossing.close()
    assert begun == [f"/{nth}" for nth in range(24)]
    assert most == 1
    assert isinstance(answers.pop(7), ValueError)
    assert answers == [f"/{nth}".encode() for nth in range(24) if nth != 7]
    assert crossing.gate.free == 1


def test_who_waits_long_keeps_nobody_out_and_is_answered_whole(monkeypatch: Any) -> None:
    monkeypatch.setattr(bridge_module, "PATIENCE", 0.02)
    short_done = threading.Event()

    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        if environ["PATH_INFO"] == "/short":
            short_done.set()
            return [b"short"]
        # Both places are held by those who wait for the short page, which came after them.
        assert short_done.wait(20), "the short page was kept out"
        return [b"long", b"er"]

    async def storm() -> list[bytes]:
        return await asyncio.gather(*(_one(crossing, path) for path in ("/long", "/long", "/short")))

    crossing = Bridge(application, 8, 2)
    try:
        assert asyncio.run(storm()) == [b"longer", b"longer", b"short"]
    finally:
        crossing.close()
    assert crossing.gate.free == 2, "a place given up is given back once"


def test_who_leaves_while_waiting_takes_no_place_along() -> None:
    async def leaving() -> tuple[int, bool]:
        gate = bridge_module.Gate(1)
        first = await gate.enter()
        waiting = [asyncio.ensure_future(gate.enter()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()  # before its turn
        await asyncio.sleep(0)
        first()
        waiting[1].cancel()  # at its turn
        leave = await asyncio.wait_for(waiting[2], 5)
        taken = gate.free == 0
        leave()
        leave()
        return gate.free, taken

    assert asyncio.run(leaving()) == (1, True)
