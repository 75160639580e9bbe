"""The hooks door: kept before acknowledged, once however often sent, closed to whoever does not prove who they are."""

import asyncio
import contextlib
import json
import os
import signal
import threading
import time
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import Error, connection, connections
from tests.conftest import OwnDatabase
from tests.doors.hook_world import AT, SECRET, Poster, connect, kept, update
from tests.doors.live_world import until, web

from prilavok.doors.hooks import Hooks, Writer, door, posters, writer
from prilavok.flows import keep_arrivals  # flows/keep_arrivals.py
from prilavok.flows.keep_arrivals import Received, keep_received
from prilavok.kit.arrivals.keep import NewArrival
from prilavok.kit.db.postgres import Cluster
from prilavok.kit.events.actor import SYSTEM


def jobs() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb, key, facts->>'connection' FROM kit_job ORDER BY key")
        return list(cursor.fetchall())


def test_what_is_acknowledged_is_kept_once_and_will_be_read(own_database: OwnDatabase) -> None:
    bot = connect()
    with web(own_database) as (address, _process):
        poster = Poster(address)
        assert [poster.post(update(number)).status for number in (1, 2, 1, 2, 3)] == [200] * 5
    assert kept() == {f"update:{number}": update(number) for number in (1, 2, 3)}
    assert jobs() == [(keep_arrivals.READ, str(bot), str(bot))]
    with connection.cursor() as cursor:
        cursor.execute("SELECT headers::text FROM kit_arrival")
        for (headers,) in cursor.fetchall():
            assert SECRET not in headers and json.loads(headers) == {"content-type": "application/json"}


def test_forged_strange_long_and_misplaced_requests_leave_nothing(own_database: OwnDatabase) -> None:
    connect()
    with web(own_database) as (address, _process):
        forged = [Poster(address, secret=secret).post(update(1)) for secret in ("", "wrong", SECRET[:-1], SECRET + "x")]
        strange = [Poster(address, code).post(update(1)) for code in ("nobody", "", "bot/", "x" * 41, "../bot")]
        assert [answer.status for answer in (*forged, *strange)] == [401] * 9
        assert {tuple(sorted(answer.headers.keys())) for answer in forged} == {
            tuple(sorted(answer.headers.keys())) for answer in strange
        }
        assert Poster(address).post(b" " * (door.LARGEST_BODY + 1)).status == 413
        wrong = Poster(address).post(b"", method="GET")
        assert (wrong.status, wrong.headers["allow"]) == (405, "POST")
        assert kept() == {}
        # What proves who it is is kept even where it cannot be read: the job that reads it says so.
        assert Poster(address).post(b"\xff{not json").status == 200
    assert list(kept().values()) == [b"\xff{not json"]


def test_one_transaction_keeps_what_came_together_each_repeat_once(own_database: OwnDatabase) -> None:
    first, second = connect("one"), connect("two")
    batch = [Received(link, NewArrival(key, b"{}")) for key in ("b", "a", "a") for link in (second, first)]
    assert keep_received(batch, actor=SYSTEM, at=AT) == 4
    assert keep_received(batch, actor=SYSTEM, at=AT) == 0
    assert keep_received([], actor=SYSTEM, at=AT) == 0
    assert sorted(jobs()) == sorted((keep_arrivals.READ, str(link), str(link)) for link in (first, second))


def test_a_reading_under_way_keeps_nobody_waiting(own_database: OwnDatabase) -> None:
    bot = connect()

    def receive(key: str) -> list[str]:
        keep_received([Received(bot, NewArrival(key, b"{}"))], actor=SYSTEM, at=AT)
        return [key for _verb, key, _connection in jobs()]

    assert receive("a") == [str(bot)]
    with psycopg.connect(own_database.url) as reader:
        reader.execute("SELECT FROM kit_job FOR UPDATE")  # as the worker holds what it does
        began = time.monotonic()
        assert receive("b") == [str(bot), f"{bot}:2"] == receive("c")
        assert time.monotonic() - began < 9  # a lock is waited for 10 s
    assert receive("d") == [str(bot), f"{bot}:2"]


class _Posting:
    """Threads that post until the line breaks, and what was acknowledged to them."""

    def __init__(self, address: str, threads: int) -> None:
        self.acknowledged: list[int] = []
        self.answers: set[int] = set()
        self._threads = [
            threading.Thread(target=self._post, args=(address, nth), daemon=True) for nth in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def _post(self, address: str, nth: int) -> None:
        with contextlib.suppress(Exception):
            poster = Poster(address)
            for number in range(nth * 1_000_000, nth * 1_000_000 + 100_000):
                status = poster.post(update(number)).status
                self.answers.add(status)
                if status == 200:
                    self.acknowledged.append(number)

    def join(self) -> None:
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive()


@pytest.mark.parametrize("after", [30, 150])
def test_a_killed_process_has_lost_nothing_it_acknowledged(own_database: OwnDatabase, after: int) -> None:
    connect()
    with web(own_database) as (address, process):
        posting = _Posting(address, 8)
        until(lambda: len(posting.acknowledged) >= after)
        for pid in (*_children(process.pid), process.pid):
            os.kill(int(pid), signal.SIGKILL)
        posting.join()
    assert posting.answers == {200}
    assert {f"update:{number}" for number in posting.acknowledged} <= set(kept())


def _children(pid: int) -> list[str]:
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return file.read().split()


def test_while_the_database_is_away_nothing_is_acknowledged(own_cluster: Cluster, durable: OwnDatabase) -> None:
    connect()
    with web(durable) as (address, _process):
        poster = Poster(address)
        assert poster.post(update(1)).status == 200
        connections.close_all()
        own_cluster.stop()
        away = poster.post(update(2))
        assert (away.status, away.headers["retry-after"]) == (503, "2")
        own_cluster.ensure()
        until(lambda: poster.post(update(2)).status == 200)
    assert set(kept()) == {"update:1", "update:2"}
    connections.close_all()


def test_too_much_from_one_address_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_KNOWN", door.Limit("hooks", 3, 60))
    sent = _ask_directly(Hooks(), times=4)
    assert [status for status, _headers in sent] == [503, 503, 503, 429]  # no database here, and then the limit
    assert sent[-1][1][b"retry-after"] == b"1"


def _ask_directly(hooks: Hooks, times: int) -> list[tuple[int, dict[bytes, bytes]]]:
    answers: list[tuple[int, dict[bytes, bytes]]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answers.append((message["status"], dict(message["headers"])))

    async def ask() -> None:
        for _ in range(times):
            scope = {"method": "POST", "path": "/hooks/bot", "headers": [], "client": ("127.0.0.1", 1)}
            await hooks(scope, receive, send)

    asyncio.run(ask())
    return answers


def test_a_greeting_is_answered_and_kept_by_nobody_and_what_is_kept_is_answered_with_its_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept_here: list[Received] = []

    async def keep(_writer: Writer, received: Received) -> None:
        kept_here.append(received)

    def greet(came: posters.Came) -> bytes | None:
        return came.query.partition("challenge=")[2].encode() or None

    known = posters.Poster(uuid4(), keep_arrivals.READ, lambda came: came.body.decode() or None, greet, b"ok")
    monkeypatch.setattr(door, "find_poster", lambda code: known if code == "page" else None)
    monkeypatch.setattr(Writer, "keep", keep)

    async def ask(
        hooks: Hooks, method: str, code: str, query: bytes, body: bytes
    ) -> tuple[int, dict[bytes, bytes], bytes]:
        told: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: dict[str, Any]) -> None:
            told.append(message)

        scope = {"method": method, "path": f"/hooks/{code}", "query_string": query, "headers": [], "client": ("::1", 1)}
        await hooks(scope, receive, send)
        return told[0]["status"], dict(told[0]["headers"]), told[1]["body"]

    async def run() -> list[tuple[int, dict[bytes, bytes], bytes]]:
        hooks = Hooks()
        return [
            await ask(hooks, "GET", "page", b"challenge=<b>1158201444</b>", b""),
            await ask(hooks, "GET", "page", b"", b""),
            await ask(hooks, "GET", "nobody", b"challenge=1", b""),
            await ask(hooks, "POST", "page", b"", b"m1"),
            await ask(hooks, "POST", "page", b"", b""),
            await ask(hooks, "PUT", "page", b"challenge=1", b""),
        ]

    greeted, silent, strange, posted, unproven, put = asyncio.run(run())
    assert (greeted[0], greeted[2]) == (200, b"<b>1158201444</b>")
    assert greeted[1][b"content-type"].startswith(b"text/plain") and greeted[1][b"x-content-type-options"] == b"nosniff"
    assert [one[0] for one in (silent, strange, unproven, put)] == [405, 405, 401, 405]
    assert (posted[0], posted[2], posted[1][b"content-length"]) == (200, b"ok", b"2")
    assert [one.arrival.outside_key for one in kept_here] == ["m1"], "only what was posted and proven is kept"


def test_a_batch_that_fails_fails_for_all_who_wait_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def keep(batch: list[Received]) -> None:
        sizes.append(len(batch))
        if len(sizes) == 1:
            raise Error("away")

    monkeypatch.setattr(writer, "_keep", keep)

    async def scene() -> list[object]:
        writer = Writer()
        task = asyncio.create_task(writer.run())
        one = Received(uuid4(), NewArrival("k", b""))
        told: list[object] = list(await asyncio.gather(*(writer.keep(one) for _ in range(3)), return_exceptions=True))
        told += await asyncio.gather(*(writer.keep(one) for _ in range(450)))
        task.cancel()
        return told

    told = asyncio.run(scene())
    assert all(isinstance(one, Error) for one in told[:3]) and told[3:] == [None] * 450
    assert sizes == [3, 200, 200, 50]
