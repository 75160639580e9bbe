"""A shop with few pieces, its processes, crowds of clients in processes of their own, and somebody who kills things."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from tests import make
from tests.bookings_world import open_salon
from tests.conftest import ROOT, OwnDatabase
from tests.days.books import Books, read_books
from tests.days.history import Call, read_history
from tests.doors.web_people import PASSWORD, hire
from tests.promises.house_at_work import ask, until
from tests.promises.storm import STORM
from tests.sandboxes.sandbox_process import sandbox

from prilavok.kit.db.ports import free_port

#: prices by what the terminal does with their last digits: takes it, refuses, loses its answer, says so late
PRICES = (10_000, 12_000, 10_005, 10_006, 10_007, 11_000)
_DUE = """
SELECT (SELECT count(*) FROM kit_job WHERE buried_at IS NULL AND run_at <= %s),
       (SELECT count(*) FROM payments_attempt WHERE state IN ('asked', 'unknown'))
       + (SELECT count(*) FROM payments_refund WHERE state IN ('asked', 'unknown'))
"""
_MANY_CALLS = {**STORM, "PRILAVOK_GUEST_CALLS": "100000"}


@dataclass(frozen=True)
class World:
    """The store under fire. opening: units by variant. times: what can be booked; gifts: codes of gift cards."""

    place: UUID
    place_code: str
    goods: list[dict[str, Any]]
    opening: dict[str, int]
    logins: list[str]
    token: str
    card: str
    times: dict[str, str] = field(default_factory=dict)
    gifts: list[str] = field(default_factory=list)


def open_world(units: Sequence[int], *, tills: int, name: str = "fire") -> World:
    """A store with so many units of as many goods, a points programme, cashiers and a program's token.

    name: of its goods and people, another for every store of one database.
    """
    from prilavok.domains.catalog.actions import put_cards
    from prilavok.domains.catalog.queries import list_variant_keys
    from prilavok.domains.catalog.types import NewCard
    from prilavok.domains.customers.actions import put_customers
    from prilavok.domains.customers.types import NewCustomer, NewIdentifier
    from prilavok.domains.places.queries import name_places
    from prilavok.domains.pricing.actions import set_prices
    from prilavok.domains.pricing.types import NewPrice
    from prilavok.domains.staff.actions import assign_place
    from prilavok.domains.stock.actions import open_stock
    from prilavok.domains.stock.types import Opening
    from prilavok.doors.api.tokens import give_token
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM

    at = clock.now()
    since = at - timedelta(days=1)
    place, prices = make.place(), PRICES[: len(units)]
    skus = [f"{name}-{nth}" for nth in range(len(units))]
    put_cards([NewCard(sku, {"en": sku}, ("Shelf",), "piece") for sku in skus], at=since)
    variants = [list_variant_keys([sku])[sku].id for sku in skus]
    kept = make.price_list(place)
    set_prices([NewPrice(kept, one, price, 1, since) for one, price in zip(variants, prices, strict=True)], at=since)
    stock = [Opening(place, one, count, False) for one, count in zip(variants, units, strict=True)]
    open_stock(stock, occurred=since, actor=SYSTEM, at=at, origin="load")
    if not make.ask("SELECT 1 FROM loyalty_programme"):
        make.programme()
    card = f"29{zlib.crc32(name.encode()):011}"
    known = NewCustomer(f"c-{name}", (NewIdentifier("card", card),), "Aru", False, "ru", {})
    put_customers([known], source="load:fire", seen=since, at=at, origin="load")
    logins = [f"{name}.{nth}" for nth in range(tills)]
    for login in logins:
        hire("cashier", login, "en")
        assign_place(login, place, actor=SYSTEM, at=at)
    token = give_token(hire("owner", f"{name}.reporter", "en").login, at + timedelta(days=1))
    goods = [
        {"variant": str(one), "sku": sku, "price": price}
        for one, sku, price in zip(variants, skus, prices, strict=True)
    ]
    opening = {str(one): count for one, count in zip(variants, units, strict=True)}
    code = name_places()[place].code
    return World(place, code, goods, opening, logins, token, card, _times(place, at), _gifts(place, name, at))


def _times(place: UUID, at: datetime) -> dict[str, str]:
    """One master, whose eight times of tomorrow are fewer than those who want them."""
    salon = open_salon(place=place)
    return {"place": str(place), "service": str(salon.service), "day": str(at.date() + timedelta(days=1))}


def _gifts(place: UUID, name: str, at: datetime) -> list[str]:
    """The codes of three cards, each good for a few baskets."""
    from prilavok.domains.giftcards.queries import shown_codes
    from prilavok.flows.issue_gift_card import issue_by_staff
    from prilavok.kit.events.actor import SYSTEM

    amounts = (60_000, 50_000, 80_000)
    cards = [issue_by_staff(one, place=place, key=f"{name}-{one}", actor=SYSTEM, at=at) for one in amounts]
    return [one.code for card in cards for one in shown_codes(at, card=card)]


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
    own: OwnDatabase, folder: Path, *, processes: int = 1, cards: bool = True, behind: bool = True
) -> Iterator[House]:
    """The house and its bank. processes: that serve the web. behind: with worker and relay too."""
    port = str(free_port(together=4))
    with contextlib.ExitStack() as stack:
        house = House(own, folder, f"http://127.0.0.1:{port}")
        if cards:
            bank = stack.enter_context(sandbox("card", folder, port=int(port) + 2))
            house.terminal = bank.memory
            _connect_bank()
            # What it tells comes twice, late and out of order, and some of it never: asking goes on besides.
            bank.trouble(repeat=1, late=4.0, lose=10)
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


def _connect_bank() -> None:
    from prilavok.domains.connections.actions import put_connection
    from prilavok.domains.connections.types import NewConnection
    from prilavok.flows.listen_outside import listen_outside
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM
    from prilavok.kit.http.signed import shown_secret
    from prilavok.kit.secrets import Secret

    secrets = {"key": Secret("a-key-of-the-terminal"), "webhook_secret": Secret(shown_secret(b"h" * 32))}
    put_connection(NewConnection("card", "payments", "sandbox_card", {"en": "Card"}, {}, secrets), at=clock.now())
    listen_outside(actor=SYSTEM, at=clock.now())  # a job: the worker asks the bank to tell us


@dataclass(frozen=True)
class Day:
    """How wild it is. name: of its clients, another for every day of
    one database. crowds: processes of clients; the rest is of each. acts: what is done so many seconds later."""

    name: str = ""
    crowds: int = 2
    buyers: int = 30
    sales: int = 6
    batches: int = 4
    returns: int = 4
    dropped: int = 8
    doubled: int = 8
    meet: bool = False
    most: int = 3
    cards: bool = True
    seed: int = 1
    acts: tuple[tuple[float, Callable[[House], None]], ...] = ()


def live_through(house: House, world: World, day: Day, *, seconds: float = 300) -> tuple[list[Call], Books]:
    """Let the crowds in, do the acts beside them, wait till all is quiet; what they saw and what is written."""
    from prilavok.kit import clock

    begun, files = list[tuple[subprocess.Popen[bytes], Path]](), list[Path]()
    at = clock.now().isoformat()
    for nth in range(day.crowds):
        own = [login for at_nth, login in enumerate(world.logins) if at_nth % day.crowds == nth]
        plan = {
            "name": f"{day.name}{nth}", "seed": day.seed * 100 + nth, "addresses": [house.address], "place": str(world.place),
            "place_code": world.place_code, "goods": world.goods, "cards": day.cards, "buyers": day.buyers,
            "meet": day.meet, "most": day.most, "logins": own, "password": PASSWORD, "sales": day.sales, "batches": day.batches,
            "returns": day.returns, "dropped": day.dropped, "doubled": day.doubled, "token": world.token, "card": world.card,
            "times": world.times, "gifts": world.gifts,
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
    return read_history(files), read_books(house.own.url, house.terminal, world.opening)


def tidy(sentence: str) -> str:
    """A sentence without its ids, so that equal faults look equal."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", sentence)
