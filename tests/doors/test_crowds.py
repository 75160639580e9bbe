"""Processes of one port tell each other how crowded they are, and the fuller lets go of connections."""

import asyncio
import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.conftest import OwnDatabase
from tests.doors.live_world import web

from prilavok.doors.bridge import Bridge
from prilavok.doors.crowds import Crowds, crowds_file, tell_nobody_yet


def _filled(file: Path, own: int, under_way: int) -> Crowds:
    found = Crowds()
    found.open(file, own)
    for _ in range(under_way):
        found.enter()
    return found


def _stranger() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)


def test_who_has_two_more_than_a_neighbour_and_somebody_waiting_is_fuller(tmp_path: Path) -> None:
    file = crowds_file(tmp_path, 8000)
    tell_nobody_yet(file)
    neighbour = _stranger()
    try:
        one, other = _filled(file, os.getpid(), 5), _filled(file, neighbour.pid, 3)
        assert (one.is_fuller(2), other.is_fuller(2)) == (True, False)
        assert not one.is_fuller(5), "nobody waits here"
        other.enter()
        assert (one.is_fuller(2), other.is_fuller(2)) == (False, False)
        one.leave()
        other.leave()
        other.leave()
        assert (one.is_fuller(2), other.is_fuller(2)) == (True, False)
    finally:
        neighbour.communicate(b"\n")


def test_the_place_of_a_process_that_died_is_taken_by_the_next(tmp_path: Path) -> None:
    file = crowds_file(tmp_path, 8000)
    tell_nobody_yet(file)
    one, neighbour = _filled(file, os.getpid(), 4), _stranger()
    _filled(file, neighbour.pid, 0)
    assert one.is_fuller(2)
    neighbour.communicate(b"\n")
    successor = _stranger()
    try:
        _filled(file, successor.pid, 4)
        assert not one.is_fuller(2), "the number of the one that died is told no longer"
    finally:
        successor.communicate(b"\n")


def test_who_is_alone_lets_go_of_nobody(tmp_path: Path) -> None:
    alone = _filled(crowds_file(tmp_path, 8000), os.getpid(), 60)
    assert not alone.is_fuller(2)
    tell_nobody_yet(crowds_file(tmp_path, 8000))
    only = _filled(crowds_file(tmp_path, 8000), os.getpid(), 60)
    assert not only.is_fuller(2)


def test_an_answer_says_that_the_connection_ends_where_the_neighbour_is_less_crowded(tmp_path: Path) -> None:
    file = crowds_file(tmp_path, 8000)
    tell_nobody_yet(file)
    neighbour = _stranger()
    crowds, other = _filled(file, os.getpid(), 0), _filled(file, neighbour.pid, 0)
    may_go = threading.Event()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        assert may_go.wait(20)
        start("200 OK", [("X-One", "1")])
        return [b"done"]

    async def one(crossing: Bridge) -> list[tuple[bytes, bytes]]:
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": b"",
            "http_version": "1.1",
            "headers": [],
        }
        await crossing(scope, receive, send)
        assert b"".join(message.get("body", b"") for message in sent) == b"done"
        headers: list[tuple[bytes, bytes]] = sent[0]["headers"]
        return headers

    async def storm(many: int) -> list[list[tuple[bytes, bytes]]]:
        asked = [asyncio.ensure_future(one(crossing)) for _ in range(many)]
        await asyncio.sleep(0.1)
        may_go.set()
        return await asyncio.gather(*asked)

    crossing = Bridge(application, 8, 1, crowds)
    try:
        assert asyncio.run(storm(1)) == [[(b"x-one", b"1")]]
        may_go.clear()
        # While two, three and four are under way somebody waits here and nobody next door; whose answer is the last,
        # and keeps its connection, is the system's choice.
        closed = [(b"connection", b"close") in headers for headers in asyncio.run(storm(4))]
        assert sorted(closed) == [False, True, True, True]
        for _ in range(4):
            other.enter()
        may_go.clear()
        closed = [(b"connection", b"close") in headers for headers in asyncio.run(storm(4))]
        assert closed == [False] * 4
    finally:
        crossing.close()
        neighbour.communicate(b"\n")


def test_over_a_real_line_the_connection_ends_and_everybody_is_answered(own_database: OwnDatabase) -> None:
    ended: list[bool] = []

    def ask(url: str) -> None:
        line = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
        deadline = time.monotonic() + 6
        while time.monotonic() < deadline:
            line.request("GET", "/sign-in")
            answer = line.getresponse()
            assert answer.status == 200 and answer.read().endswith(b"</html>\n")
            ended.append(answer.will_close)  # by the client's own reading of the answer
        line.close()

    with web(own_database, processes=2) as (url, _process), ThreadPoolExecutor(12) as askers:
        home, port = Path(own_database.environment["PRILAVOK_HOME"]), int(url.rpartition(":")[2])
        # A neighbour that is never crowded, so that whoever makes somebody wait knows of a better place.
        neighbour = _filled(crowds_file(home, port), os.getpid(), 0)
        list(askers.map(ask, [url] * 12))
    assert not neighbour.is_fuller(0)
    assert len(ended) > 50 and True in ended and False in ended
