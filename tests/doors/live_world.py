"""Web processes on ports of their own, and screens that listen at them, for tests of the live line."""

import contextlib
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.conftest import OwnDatabase

from prilavok.kit.db.ports import free_port

PATIENCE = 45.0  # seconds; everything here takes a small part of it, unless a storm next door holds the machine


@contextlib.contextmanager
def web(own: OwnDatabase, processes: int = 1, port: int = 0) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """`prilavok web` at an address that answers, and its process."""
    port = port or free_port()
    command = [sys.executable, "-m", "prilavok.doors.cli", "web", "--processes", str(processes)]
    process = subprocess.Popen(command, env={**own.environment, "PRILAVOK_PORT": str(port)})
    try:
        until(lambda: _answers(port), 60)
        yield f"http://127.0.0.1:{port}", process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(port: int) -> bool:
    try:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as line:
            line.request("GET", "/healthz")
            line.getresponse().read()
            return True
    except OSError:
        return False


def until(holds: Callable[[], bool], patience: float = PATIENCE) -> float:
    """Wait till it holds; the seconds it took. AssertionError where it never does."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < patience, "it never came to that"
        time.sleep(0.02)
    return time.monotonic() - began


@dataclass
class Screen:
    """One open stream, read on a thread. status: of the answer; topics: all that was told, in order."""

    address: str
    headers: dict[str, str] = field(default_factory=dict)
    query: str = ""
    status: int = 0
    topics: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    last_id: str = ""
    ended: bool = False

    def open(self) -> "Screen":
        """Ask, and read in the background where a stream is given."""
        parts = urlsplit(self.address)
        self._line = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=60)
        self._line.request("GET", f"/live{self.query}", headers=self.headers)
        self._answer = self._line.getresponse()
        self.status = self._answer.status
        if self.status == 200:
            threading.Thread(target=self._read, daemon=True).start()
            until(lambda: "beat" in self.events or self.ended)
        else:
            self._answer.read()
        return self

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._line.sock.shutdown(socket.SHUT_RDWR)
        self._line.close()

    def _read(self) -> None:
        kind, said = "message", ""
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError, AttributeError):
            while line := self._answer.readline():
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "id":
                    self.last_id = value
                elif name == "event":
                    kind = value
                elif name == "data":
                    said = value
                elif not name:
                    if said:
                        self.events.append(kind)
                        self.topics += json.loads(said)["topics"] if kind == "message" else []
                    kind, said = "message", ""
        self.ended = True

    def __enter__(self) -> "Screen":
        return self.open()

    def __exit__(self, *_trouble: object) -> None:
        self.close()
