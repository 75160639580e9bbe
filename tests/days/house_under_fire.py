"""The processes of a shop, crowds of clients in processes of their own, and somebody who kills things."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
from tests.conftest import ROOT, OwnDatabase
from tests.days.books import Books, read_books
from tests.days.history import Call, read_history
from tests.days.shop_under_fire import World, open_world
from tests.doors.web_people import PASSWORD
from tests.promises.house_at_work import ask, until
from tests.promises.storm import STORM
from tests.sandboxes.sandbox_process import sandbox

from prilavok.kit.db.ports import free_port

_DUE = """
SELECT (SELECT count(*) FROM kit_job WHERE buried_at IS NULL AND run_at <= %s),
       (SELECT count(*) FROM payments_attempt WHERE state IN ('asked', 'unknown', 'taking', 'freeing'))
       + (SELECT count(*) FROM payments_refund WHERE state IN ('asked', 'unknown'))
"""
#: what a page that waits is asked again within, as `flows/payments_due.py` has it
_ASKED_WITHIN = timedelta(seconds=61)
#: every buyer has an address of their own, behind the one proxy of this machine
_MANY_CALLS = {**STORM, "PRILAVOK_GUEST_CALLS": "100000", "PRILAVOK_TRUSTED_PROXIES": "127.0.0.1"}
__all__ = ["Day", "House", "World", "at_work", "live_through", "open_world", "tidy"]


class Running:
    """A process of the house that may be killed and started again, on the same port."""

    def __init__(self, own: OwnDatabase, log: Path, *words: str, **more: str) -> None:
        self._words, self._log = words, log
        self._environment = {**own.environment, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **more}
        self.start()

    def start(self) -> None:
        with self._log.open("a") as log:
            command = [sys.executable, "-m", *self._words]
            # A group of its own: a killed server must leave no worker of its behind.
            self.process = subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """kill -9 of the process and all it started, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_and_start(self) -> None:
        self.kill()
        self.start()

    def stop(self) -> None:
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(8)
        self.kill()


@dataclass
class House:
    """What runs. folder: logs and histories of this day."""

    own: OwnDatabase
    folder: Path
    address: str
    web: Running | None = None
    behind: dict[str, Running] = field(default_factory=dict)
    terminal: Path | None = None
    pages: Path | None = None

    def kill_web(self) -> None:
        """kill -9 of the server and all its processes; another is started at once."""
        assert self.web is not None
        self.web.kill_and_start()

    def kill_one_of_web(self) -> None:
        """kill -9 of one of the processes that serve; the others go on."""
        assert self.web is not None
        children = Path(f"/proc/{self.web.process.pid}/task/{self.web.process.pid}/children").read_text().split()
        served = [int(one) for one in children if b"tracker" not in Path(f"/proc/{one}/cmdline").read_bytes()]
        os.kill(served[0], signal.SIGKILL)

    def kill_behind(self) -> None:
        """kill -9 of worker and relay; others take over."""
        for running in self.behind.values():
            running.kill_and_start()

    def drained(self, seconds: float = 40) -> None:
        """Wait till nothing is due any more and every event was handed on; the clock goes on while a bank is silent."""
        from django.db import connections

        from prilavok.kit import clock
        from prilavok.kit.events.relay import relay_lag

        connections.close_all()  # a killed database has cut ours as well
        if self.pages is not None:
            clock.move_clock(_ASKED_WITHIN)  # the bank may have said nothing of a page: each is asked about once more
        deadline = time.monotonic() + seconds
        while True:
            due = ask(self.own, _DUE, clock.now())
            events = relay_lag().events
            if due == [(0, 0)] and not events:
                return
            if time.monotonic() > deadline:
                jobs = ask(self.own, "SELECT verb, attempts, run_at, error FROM kit_job LIMIT 20")
                raise AssertionError(f"left undone: {events} events; jobs, payments {due}: {jobs}\n{self.log()}")
            if due[0][1]:
                clock.move_clock(timedelta(seconds=20))
            time.sleep(0.3)

    def log(self) -> str:
        """What went wrong by the processes' own words."""
        return "\n".join(f"== {log.name}\n{log.read_text()[-2000:]}" for log in sorted(self.folder.glob("*.log")))


def _answers(address: str) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{address}/healthz").status_code == 200
    return False


@contextlib.contextmanager
def at_work(
    own: OwnDatabase, folder: Path, *, processes: int = 1, cards: bool = True, pages: bool = True, behind: bool = True
) -> Iterator[House]:
    """The house and its banks, of the terminal and of the page where money is held. processes: that serve the web.
    behind: with worker and relay too.
    """
    port = str(free_port(together=4))
    with contextlib.ExitStack() as stack:
        house = House(own, folder, f"http://127.0.0.1:{port}")
        for name, there, further in (("card", cards, 2), ("pay", pages, 3)):
            if there:
                bank = stack.enter_context(sandbox(name, folder, port=int(port) + further))
                house.terminal, house.pages = (
                    (bank.memory, house.pages) if name == "card" else (house.terminal, bank.memory)
                )
                # What it tells comes twice, late and out of order, and some of it never: asking goes on besides.
                bank.trouble(repeat=1, late=4.0, lose=10)
        _connect_banks(cards, pages)
        words = ("prilavok.doors.cli", "web", "--processes", str(processes))
        house.web = stack.enter_context(_running(own, folder / "web.log", *words, PRILAVOK_PORT=port, **_MANY_CALLS))
        if behind:
            for name in ("worker", "relay"):
                log = folder / f"{name}.log"
                running = _running(own, log, f"prilavok.doors.{name}", PRILAVOK_PORT=port)
                house.behind[name] = stack.enter_context(running)
        until(lambda: _answers(house.address), seconds=90)
        yield house


@contextlib.contextmanager
def _running(own: OwnDatabase, log: Path, *words: str, **more: str) -> Iterator[Running]:
    running = Running(own, log, *words, **more)
    try:
        yield running
    finally:
        running.stop()


def _connect_banks(cards: bool, pages: bool) -> None:
    from prilavok.domains.connections.actions import put_connection
    from prilavok.domains.connections.types import NewConnection
    from prilavok.flows.listen_outside import listen_outside
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM
    from prilavok.kit.http.signed import shown_secret
    from prilavok.kit.secrets import Secret

    at = clock.now()
    secrets = {"key": Secret("a-key-of-the-terminal"), "webhook_secret": Secret(shown_secret(b"h" * 32))}
    if cards:
        put_connection(NewConnection("card", "payments", "sandbox_card", {"en": "Card"}, {}, secrets), at=at)
    if pages:
        held = {"hold": "yes"}
        put_connection(NewConnection("online", "payments", "sandbox_page", {"en": "Page"}, held, secrets), at=at)
    listen_outside(actor=SYSTEM, at=at)  # jobs: the worker asks the banks to tell us


@dataclass(frozen=True)
class Day:
    """How wild it is. name: of its clients, another for every day of one database. crowds: processes of clients; the
    rest is of each. then: what every guest does after they ordered; "": each something of their own. pages, coupons, members,
    pieces: whether money is held, coupons shown, points spent, goods sold by lot and number. operator: whether somebody
    sits at the desk; talks: guests who write there; swaps: exchanges; waiting: guests who order what is still to come,
    comes: whether it comes. acts: what is done so many seconds later.
    """

    name: str = ""
    crowds: int = 2
    buyers: int = 27
    sales: int = 5
    batches: int = 4
    returns: int = 3
    dropped: int = 8
    doubled: int = 8
    meet: bool = False
    most: int = 3
    cards: bool = True
    pages: bool = True
    coupons: bool = True
    members: bool = True
    pieces: bool = True
    operator: bool = True
    talks: int = 3
    swaps: int = 3
    waiting: int = 5
    comes: bool = True
    then: str = ""
    seed: int = 1
    acts: tuple[tuple[float, Callable[[House], None]], ...] = ()


def live_through(house: House, world: World, day: Day, *, seconds: float = 300) -> tuple[list[Call], Books]:
    """Let the crowds in, do the acts beside them, wait till all is quiet; what they saw and what is written."""
    from prilavok.kit import clock

    begun, files = list[tuple[subprocess.Popen[bytes], Path]](), list[Path]()
    at = clock.now().isoformat()
    for nth in range(day.crowds):
        own = [login for at_nth, login in enumerate(world.logins) if at_nth % day.crowds == nth]
        told_apart = (
            {"numbers": world.shelf["numbers"][nth :: day.crowds]} if day.pieces else {"numbers": [], "lots": []}
        )
        plan = {
            "name": f"{day.name}{nth}", "seed": day.seed * 100 + nth, "addresses": [house.address], "place": str(world.place),
            "place_code": world.place_code, "goods": world.goods, "cards": day.cards, "buyers": day.buyers,
            "meet": day.meet, "most": day.most, "logins": own, "password": PASSWORD, "sales": day.sales, "batches": day.batches,
            "returns": day.returns, "dropped": day.dropped, "doubled": day.doubled, "token": world.token, "card": world.card,
            "times": world.times, "gifts": world.gifts, "pages": day.pages, "coupons": world.coupons if day.coupons else [],
            "members": [tokens[nth :: day.crowds] for tokens in world.members] if day.members else [],
            "shelf": world.shelf | told_apart, "first": nth == 0, "then": day.then,
            "operator": world.operators[nth] if day.operator else "", "talks": day.talks, "swaps": day.swaps,
            "asked_for": world.asked_for,
            "ahead": world.ahead if day.waiting else {}, "waiting": day.waiting, "comes": day.comes and nth == 0,
            "at": at, "history": str(house.folder / f"history-{nth}.jsonl"),
        }  # fmt: skip
        file = house.folder / f"plan-{nth}.json"
        file.write_text(json.dumps(plan))
        log = (house.folder / f"crowd-{nth}.log").open("w")
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        command = [sys.executable, "-m", "tests.days.crowd", str(file)]
        begun.append((subprocess.Popen(command, env=environment, stdout=log, stderr=log), file))
        files.append(Path(plan["history"]))
    began, acts = time.monotonic(), sorted(day.acts, key=lambda act: act[0])
    try:
        while any(crowd.poll() is None for crowd, _file in begun):
            if acts and time.monotonic() - began >= acts[0][0]:
                acts.pop(0)[1](house)
            assert time.monotonic() - began < seconds, f"the day does not end\n{house.log()}"
            time.sleep(0.02)
        assert [crowd.returncode for crowd, _file in begun] == [0] * day.crowds, house.log()
        assert not acts, "the day ended before everything was killed: make it longer or kill sooner"
    finally:
        for crowd, _file in begun:
            crowd.kill()
            crowd.wait()
    if house.behind:
        house.drained()
    return read_history(files), read_books(house.own.url, house.terminal, world.opening, house.pages)


def tidy(sentence: str) -> str:
    """A sentence without its ids, so that equal faults look equal."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", sentence)
