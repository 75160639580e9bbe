"""`prilavok up` runs the sandboxes beside the house: mended when killed, gone with their parent, never when live."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from tests.conftest import OwnDatabase
from tests.sandboxes.sandbox_process import TOKEN, USERNAME, until

from prilavok.kit.db.pids import read_pid
from prilavok.kit.db.ports import free_port, is_free
from prilavok.kit.settings import SANDBOXES

Up = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def port() -> int:
    """A port that is free with those of all sandboxes behind it."""
    return free_port(together=1 + max(SANDBOXES.values()))


@pytest.fixture
def up(own_database: OwnDatabase, tmp_path: Path, port: int) -> Iterator[Up]:
    started: list[subprocess.Popen[str]] = []

    def start(only: str, outside: str = "sandbox") -> "subprocess.Popen[str]":
        own = {"PRILAVOK_HOME": str(tmp_path), "PRILAVOK_PORT": str(port), "PRILAVOK_OUTSIDE": outside}
        process = subprocess.Popen(
            [sys.executable, "-m", "prilavok.doors.cli", "up", "--only", only],
            env={**own_database.environment, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(30)
        assert process.stdout is not None
        process.stdout.close()


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def test_both_are_started_mended_and_gone_with_the_parent(up: Up, port: int, tmp_path: Path) -> None:
    house = up("telegram,card")
    until(lambda: _answers(port + 1) and _answers(port + 2), 60)
    bot = f"http://127.0.0.1:{port + 1}/bot{TOKEN}"
    assert httpx.get(f"{bot}/getMe").json()["result"]["username"] == USERNAME
    assert TOKEN.partition(":")[2] not in (tmp_path / "logs" / "telegram.log").read_text()
    first = read_pid(tmp_path / "run" / "telegram.pid")
    assert first is not None
    until(lambda: (tmp_path / "sandboxes" / "telegram.memory").exists())
    os.kill(first, signal.SIGKILL)
    until(lambda: read_pid(tmp_path / "run" / "telegram.pid") not in (None, first) and _answers(port + 1), 30)
    assert httpx.get(f"{bot}/sendMessage").json()["error_code"] == 400, "it still knows the bot"
    left = [read_pid(tmp_path / "run" / f"{name}.pid") for name in ("telegram", "card")]
    assert None not in left
    house.kill()
    house.wait()
    until(lambda: all(read_pid(tmp_path / "run" / f"{name}.pid") is None for name in ("telegram", "card")))
    until(lambda: not _answers(port + 1) and not _answers(port + 2))


def test_a_taken_port_of_a_sandbox_is_named(up: Up, port: int) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", port + 2))
        stranger.listen()
        refused = up("telegram,card")
        told, _ = refused.communicate(timeout=30)
    assert refused.returncode == 1
    assert f"Port {port + 2} of the card sandbox on 127.0.0.1 cannot be used" in told
    assert is_free(port + 1)


def test_where_the_outside_is_live_there_is_no_sandbox(up: Up, port: int) -> None:
    refused = up("telegram", "live")
    told, _ = refused.communicate(timeout=30)
    assert refused.returncode == 1
    assert "There is no role telegram to run here: there are web, worker, relay, schedule." in told
    assert is_free(port + 1)
