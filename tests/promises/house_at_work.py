"""What the stories of promises share: a loaded slice of the year, real processes, and people and programs at the doors."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import psycopg
from tests.conftest import ROOT, OwnDatabase
from tests.doors.web_people import PASSWORD, hire

from prilavok.adapters.feeds.complete_journey.adapter import CompleteJourney
from prilavok.adapters.feeds.port import Feed
from prilavok.flows.load.whole import begin_load, load_whole
from prilavok.kit import clock
from prilavok.kit.db.ports import free_port
from prilavok.kit.events.actor import SYSTEM


def load(feed: Feed) -> None:
    """Take a source in as the command does, without another process."""
    run = begin_load(feed, actor=SYSTEM)
    list(load_whole(run, feed, actor=SYSTEM))


def load_stores(stores: str) -> None:
    """Take in these stores of the loaded year."""
    load(CompleteJourney(stores=frozenset(int(store) for store in stores.split(","))))


def prilavok(own: OwnDatabase, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "prilavok.doors.cli", *words],
        env=own.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def ask(own: OwnDatabase, question: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask the database itself, past everything the house says of it."""
    with psycopg.connect(own.url) as connection:
        return list(connection.execute(question, values).fetchall())  # type: ignore[call-overload]


@contextlib.contextmanager
def process(own: OwnDatabase, module: str, *words: str, **more: str) -> Iterator["subprocess.Popen[str]"]:
    """A process of the house until the end of the story; then it is told to stop, and killed if it does not."""
    paths = f"{ROOT / 'src'}:{ROOT}"
    begun = subprocess.Popen(
        [sys.executable, "-m", module, *words],
        env={**own.environment, "PYTHONPATH": paths, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield begun
    finally:
        begun.terminate()
        try:
            begun.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            begun.kill()
            begun.communicate()


def until(happened: Callable[[], bool], *processes: "subprocess.Popen[str]", seconds: float = 60) -> None:
    """Wait till it has happened, and no longer than the processes live."""
    deadline = time.monotonic() + seconds
    while not happened():
        late = time.monotonic() > deadline
        for one in processes:
            if late:
                one.terminate()
            assert one.poll() is None and not late, f"it did not happen: {one.communicate()[0]}"
        assert not late, "it did not happen in time"
        time.sleep(0.05)


@contextlib.contextmanager
def served(own: OwnDatabase) -> Iterator[str]:
    """The address of `prilavok web` on a free port, as soon as it answers."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with process(own, "prilavok.doors.cli", "web", PRILAVOK_PORT=str(port)) as web:

        def answers() -> bool:
            with contextlib.suppress(httpx.TransportError):
                return httpx.get(f"{address}/healthz").status_code == 200
            return False

        until(answers, web)
        yield address


@contextlib.contextmanager
def signed_in(address: str, role: str, *, login: str = "") -> Iterator[httpx.Client]:
    """A person of the role, newly hired, signed in by the form as anybody would."""
    person = hire(role, login, "en")
    with httpx.Client(base_url=address, follow_redirects=True) as client:
        client.get("/sign-in")
        form = {"login": person.login, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        entered = client.post("/sign-in", data=form, headers={"Referer": f"{address}/sign-in"})
        assert entered.status_code == 200 and "/sign-in" not in str(entered.url), entered.text[:500]
        yield client


@contextlib.contextmanager
def program(address: str, role: str) -> Iterator[httpx.Client]:
    """A program at the REST door with the rights of somebody newly hired."""
    from prilavok.doors.api.tokens import give_token

    person = hire(role, f"{role}.program", "en")
    token = give_token(person.login, clock.now() + timedelta(days=1))
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{address}/api/v1", headers=headers) as client:
        yield client
