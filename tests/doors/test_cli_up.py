"""`prilavok up`: opens, refuses a second one, dies whole, starts again after any kill."""

import argparse
import http.client
import importlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from tests.long_form import only_long

from prilavok.doors.cli.up import ROLES, _loads
from prilavok.kit.db.pids import read_pid, started_at
from prilavok.kit.db.ports import free_port
from prilavok.kit.db.postgres import Cluster

OPEN = "Prilavok is open"


class Installation:
    """A home and a port of its own, on which `up` is started and killed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.processes: list[subprocess.Popen[str]] = []
        clean = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "PRILAVOK_TRIAL"}}
        self.environment = {
            **clean,
            "PRILAVOK_HOME": str(home),
            "PRILAVOK_PORT": str(self.port),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }

    def up(self, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "prilavok.doors.cli", "up", "--only", "web", *words],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def wait_until_open(self, process: subprocess.Popen[str]) -> str:
        """Read what it tells until it says it is open; fail with its words when it ends or gives up waiting."""
        assert process.stdout is not None
        told = ""
        for line in process.stdout:
            told += line
            if OPEN in line:
                return told
            if "does not answer yet" in line:  # it says so after a minute and would go on for ever
                break
        log = self.home / "logs" / "web.log"
        raise AssertionError(f"it did not open:\n{told}\n{log.read_text()[-3000:] if log.exists() else ''}")

    def answers(self) -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def url(self) -> str:
        return (self.home / "database.url").read_text()

    def family(self) -> set[int]:
        """Every process whose environment names this home, the database's included."""
        found = {pid for pid in (Cluster(self.home / "database").running(),) if pid}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if f"PRILAVOK_HOME={self.home}\0".encode() in (entry / "environ").read_bytes() + b"\0":
                        found.add(int(entry.name))
                except (FileNotFoundError, ProcessLookupError, PermissionError):
                    continue
        return {pid for pid in found if started_at(pid)}


@pytest.fixture
def installation(reachable_folder: Path) -> Iterator[Installation]:
    made = Installation(reachable_folder / "home of a shop")
    made.home.mkdir()
    Cluster(made.home / "database", durable=False).ensure().stop()  # spares each test a slow careful initdb
    yield made
    for process in made.processes:
        if process.poll() is None:
            process.kill()
            process.wait()
    Cluster(made.home / "database").destroy()


def _until(happened: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_it_opens_refuses_a_second_mends_what_was_killed_and_stops_whole(installation: Installation) -> None:
    first = installation.up()
    told = installation.wait_until_open(first)
    assert f"http://127.0.0.1:{installation.port}/" in told
    assert installation.answers() == 200
    assert "No directory at" not in (installation.home / "logs" / "web.log").read_text()
    second = installation.up()
    assert second.wait(30) == 1
    assert second.stdout is not None
    assert f"already runs on {installation.home} (process {first.pid})" in second.stdout.read()
    assert installation.answers() == 200, "the refused one must not disturb the first"

    web = read_pid(installation.home / "run" / "web.pid")
    database = Cluster(installation.home / "database").running()
    assert web is not None
    assert database is not None
    os.killpg(web, signal.SIGKILL)
    os.kill(database, signal.SIGKILL)
    _until(lambda: read_pid(installation.home / "run" / "web.pid") not in (None, web), 60)
    _until(lambda: installation.answers() == 200, 60)
    assert Cluster(installation.home / "database").running() not in (None, database)

    first.send_signal(signal.SIGINT)
    assert first.wait(40) == 0
    assert first.stdout is not None
    assert first.stdout.read().rstrip().endswith("Stopped.")
    assert installation.family() == set()
    assert installation.answers() is None


@only_long
def test_killed_outright_nothing_is_left_and_it_starts_again(installation: Installation) -> None:
    first = installation.up()
    installation.wait_until_open(first)
    with psycopg.connect(installation.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE told (word text)")
        connection.execute("INSERT INTO told VALUES ('kept')")
    family = installation.family()
    assert len(family) >= 4, "the supervisor, the web process, its worker, the database"
    first.kill()
    first.wait()
    _until(lambda: not any(started_at(pid) for pid in family))

    again = time.monotonic()
    second = installation.up()
    told = installation.wait_until_open(second)
    assert "applied" not in told, "nothing is to be applied a second time"
    assert time.monotonic() - again < 30
    with psycopg.connect(installation.url()) as connection:
        assert connection.execute("SELECT word FROM told").fetchall() == [("kept",)]
    family = installation.family()
    for pid in family:
        os.kill(pid, signal.SIGKILL)
    second.wait()
    third = installation.up()
    installation.wait_until_open(third)
    with psycopg.connect(installation.url()) as connection:
        assert connection.execute("SELECT word FROM told").fetchall() == [("kept",)]
    third.send_signal(signal.SIGTERM)
    assert third.wait(40) == 0
    assert installation.family() == set()


def test_a_taken_port_is_named_with_its_cure(installation: Installation) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", installation.port))
        stranger.listen()
        refused = installation.up()
        assert refused.wait(30) == 1
        assert refused.stdout is not None
        told = refused.stdout.read()
    assert f"Port {installation.port} on 127.0.0.1 cannot be used" in told
    assert f"PRILAVOK_PORT={installation.port + 1}" in told
    assert installation.family() == set()


def test_every_command_it_starts_is_understood() -> None:
    everything = argparse.Namespace(with_journey=True)
    words = [[role] for role in ROLES] + [child.words for child in _loads(everything, Path("nowhere"))]
    assert ["load", "journey"] in words
    for name, *rest in [*words, ["migrate"], ["load", "demo"]]:
        command = importlib.import_module(f"prilavok.doors.cli.{name}")
        parser = argparse.ArgumentParser(exit_on_error=False)
        command.arguments(parser)
        parser.parse_args(rest)  # a default that its own check refuses would stop the child at once
