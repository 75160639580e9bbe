"""Killed at any moment, the door loses nothing it acknowledged and the reader tells nothing twice; and it is proven."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import OwnDatabase
from tests.doors.live_world import until, web
from tests.doors.role_processes import role
from tests.doors.track_world import Teller, basic, event, read_all, source, told
from tests.long_form import only_long
from tests.make import ask

from prilavok.kit.db.ports import free_port

# The planted bug: it says 200 first and writes a little later.
LONG = bool(os.environ.get("PRILAVOK_LONG"))
BROKEN = """
import asyncio
from prilavok.asgi import application
from prilavok.doors.track import landing
kept = landing.Landing.keep
async def early(self, request):
    async def later():
        await asyncio.sleep(0.5)
        await kept(self, request)
    asyncio.get_running_loop().create_task(later())
landing.Landing.keep = early
"""


class Telling:
    """Threads that tell until the line breaks; which messages were acknowledged to them."""

    def __init__(self, address: str, key: str) -> None:
        self.acknowledged: set[str] = set()
        self.stop = False
        self._threads = [threading.Thread(target=self._tell, args=(address, key, nth), daemon=True) for nth in range(6)]
        for thread in self._threads:
            thread.start()

    def _tell(self, address: str, key: str, nth: int) -> None:
        with contextlib.suppress(Exception):
            teller = Teller(address)
            for number in range(100_000):
                batch = [event(number * 10 + one, messageId=f"{nth}-{number}-{one}") for one in range(number % 7 + 1)]
                if self.stop or teller.tell(key, *batch).status != 200:
                    return
                self.acknowledged |= {str(one["messageId"]) for one in batch}

    def join(self) -> None:
        self.stop = True
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive()


def kill(process: "subprocess.Popen[bytes]") -> None:
    """The process and its children, at once."""
    with open(f"/proc/{process.pid}/task/{process.pid}/children") as file:
        children = file.read().split()
    for pid in (*map(int, children), process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def lost_after_a_kill(
    own: OwnDatabase, start: Callable[[], contextlib.AbstractContextManager[tuple[str, object]]]
) -> int:
    """How many acknowledged messages are not there."""
    key = source().key
    with start() as (address, process):
        telling = Telling(address, key)
        until(lambda: len(telling.acknowledged) >= 200)
        kill(process)  # type: ignore[arg-type]
        telling.join()
    read_all()
    return len(telling.acknowledged - {str(one["messageId"]) for one in told()})


def test_nothing_acknowledged_is_lost_when_the_door_is_killed(own_database: OwnDatabase) -> None:
    assert lost_after_a_kill(own_database, lambda: web(own_database)) == 0


def test_the_check_would_notice_a_door_that_acknowledges_too_early(own_database: OwnDatabase) -> None:
    @contextlib.contextmanager
    def broken() -> "contextlib.Iterator[tuple[str, object]]":  # type: ignore[name-defined]
        port = free_port()
        code = (
            BROKEN
            + f"""
from granian.constants import Interfaces
from granian.server.embed import Server
asyncio.run(Server(application, port={port}, interface=Interfaces.ASGI).serve())
"""
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**own_database.environment, "DJANGO_SETTINGS_MODULE": "prilavok.settings"},
        )
        try:
            until(lambda: _listens(port), 60)
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.kill()
            process.wait()

    assert lost_after_a_kill(own_database, broken) > 0


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError):
        return Teller(f"http://127.0.0.1:{port}").ask("/healthz", method="GET").status > 0
    return False


@only_long
def test_a_reader_killed_again_and_again_tells_each_event_once(own_database: OwnDatabase) -> None:
    key, dice = source().key, random.Random(7)
    with web(own_database) as (address, _process):
        telling = Telling(address, key)
        for _ in range(3 if LONG else 2):
            with role("worker", own_database) as worker:
                before = len(ask("SELECT FROM tracking_told"))
                until(lambda: len(ask("SELECT FROM tracking_told")) > before, 30)  # noqa: B023
                time.sleep(dice.random() / 5)
                worker.kill()
        telling.join()
    read_all()
    kept = [str(one["messageId"]) for one in told()]
    assert telling.acknowledged <= set(kept) and len(kept) == len(set(kept))
    assert ask("SELECT count(*), count(DISTINCT cause) FROM kit_behaviour") == [(len(kept), len(kept))]


PATHS = [
    "/v1/batch",
    "/v1/track",
    "/v1/i",
    "/v1/import/",
    "/v1/b/b",
    "/projects/x/settings",
    "/v1/m",
    "/v1/%00",
    "/v1/t?writeKey=%ff",
]
ENCODINGS = ["gzip", "identity", "br", "*", ""]


@pytest.fixture(scope="module")
def fuzzed(module_database: OwnDatabase) -> "contextlib.Iterator[tuple[str, str]]":  # type: ignore[name-defined]
    key = source().key
    with web(module_database) as (address, _process):
        yield address, key


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_bytes_make_the_door_fail(fuzzed: tuple[str, str], data: st.DataObject) -> None:
    """Bytes, and sound requests with bytes of them changed: never a 5xx, always JSON with code and message."""
    address, key = fuzzed
    sound = json.dumps(
        {"batch": [event(1), event(2, type="identify", traits={"phone": "7"})], "writeKey": key}
    ).encode()
    body = data.draw(st.binary(max_size=300) | st.just(sound))
    if body == sound:
        body = bytearray(sound)
        for at, byte in data.draw(st.lists(st.tuples(st.integers(0, len(sound) - 1), st.integers(0, 255)), max_size=6)):
            body[at] = byte
    headers = {
        **(
            basic(key)
            if data.draw(st.booleans())
            else {"authorization": data.draw(st.sampled_from(["Basic", "Basic ==", "x"]))}
        )
    }
    headers["content-encoding"] = data.draw(st.sampled_from(ENCODINGS))
    method = data.draw(st.sampled_from(["POST", "POST", "POST", "GET", "PUT", "OPTIONS"]))
    answer = Teller(address).ask(data.draw(st.sampled_from(PATHS)), bytes(body), headers, method=method)
    assert answer.status in (200, 204, 400, 401, 404, 405, 429), (answer.status, answer.body)
    if answer.status >= 400:
        assert answer.told["code"] and answer.told["message"]


def test_what_was_fuzzed_is_read_to_its_end(fuzzed: tuple[str, str]) -> None:
    read_all()
    assert ask("SELECT count(*) FROM tracking_landed") == [(0,)]
