"""A sandbox as a real process, and a place on loopback that takes webhooks."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.sandboxes.own_address import Answer, Heard, own_address

from prilavok.kit.db.ports import free_port

TOKEN = "1234567890:" + "AAHfiqksKZ8WmR2zSjiQ7_v4TMKGFcRQtAA"
IVAN, EMMA = 6_100_000_002, 6_100_000_003
USERNAME = "prilavok_demo_bot"


@dataclass
class Sandbox:
    """url: where it answers; process: to be stopped by whoever asks."""

    url: str
    process: "subprocess.Popen[str]"
    memory: Path

    def act(self, person: int, deed: str, **told: Any) -> Any:
        """A person's deed. AssertionError when it was impossible."""
        answer = httpx.post(f"{self.url}/user/{person}/{deed}", json=told, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def chat(self, person: int) -> Any:
        """What the person sees."""
        return httpx.get(f"{self.url}/user/{person}/chat", timeout=60).json()["result"]

    def call(self, method: str, **told: Any) -> httpx.Response:
        """A method of the Bot API, asked for as JSON."""
        return httpx.post(f"{self.url}/bot{TOKEN}/{method}", json=told, timeout=60)

    def trouble(self, **told: Any) -> None:
        """From now on this goes wrong, and nothing else."""
        assert httpx.post(f"{self.url}/sandbox/trouble", json=told, timeout=60).is_success


@contextlib.contextmanager
def sandbox(name: str, folder: Path, *words: str, port: int | None = None) -> Iterator[Sandbox]:
    """`prilavok sandbox <name>` on a free port, ended with the test."""
    port = port or free_port()
    memory = folder / f"{name}.memory"
    process = subprocess.Popen(
        [sys.executable, "-m", "prilavok.doors.cli", "sandbox", name]
        + ["--port", str(port), "--memory", str(memory), *words],
        env={**os.environ, "PRILAVOK_HOME": str(folder / "home")},
        stderr=subprocess.PIPE,
        text=True,
    )
    made = Sandbox(f"http://127.0.0.1:{port}", process, memory)
    try:
        until(lambda: process.poll() is not None or _answers(made.url))
        yield made
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stderr is not None:
            process.stderr.close()


def stop(made: Sandbox) -> str:
    """Tell it to stop; what it said. AssertionError where it did not end well and soon."""
    made.process.terminate()
    _, said = made.process.communicate(timeout=30)
    assert made.process.returncode == 0, said
    return said


def until(happened: Callable[[], Any], seconds: float = 45) -> None:
    """Wait till it has happened."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


@dataclass
class Receiver:
    """A bot's webhook. came: every call with its headers and body; statuses: what the next calls answer, then 200; pause: seconds."""

    url: str = ""
    came: list[tuple[dict[str, str], Any]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    reply: bytes = b""
    pause: float = 0.0
    under_way: int = 0
    most_at_once: int = 0

    def numbers(self) -> list[int]:
        return [body["update_id"] for _, body in self.came]


@contextlib.contextmanager
def receiver() -> Iterator[Receiver]:
    """A server that takes webhooks, ended with the test."""
    made = Receiver()

    def take(heard: Heard) -> Answer:
        made.under_way += 1
        made.most_at_once = max(made.most_at_once, made.under_way)
        time.sleep(made.pause)
        made.under_way -= 1
        made.came.append((heard.headers, json.loads(heard.body)))
        return (made.statuses.pop(0) if made.statuses else 200), made.reply

    with own_address("/hooks/telegram", take) as made.url:
        yield made
