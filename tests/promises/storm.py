"""Many buyers at the public API at once, each a guest with a token of their own, over real connections."""

import asyncio
import contextlib
import itertools
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

import httpx
from tests.conftest import OwnDatabase
from tests.promises.buyers_line import Line
from tests.promises.house_at_work import process, until

from prilavok.kit.db.ports import free_port

#: so many guests from one address are a storm of ours, not of the shop's customers
STORM = {"PRILAVOK_GUESTS": "100000"}
_PATIENCE = 60  # seconds for one call
_STUBBORN = 120  # seconds until a stubborn buyer gives up a call


@dataclass
class Buyer:
    """What became of one buyer: every answer's status by call, the order acknowledged, and each broken connection."""

    nth: int
    token: str = ""
    quote: str = ""
    order: str = ""
    refused: str = ""
    statuses: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    orders_told: set[str] = field(default_factory=set)


@dataclass
class Storm:
    """Buyers who want one piece each at one place. stubborn: they send a call again until it is answered.

    then: happens beside the storm, in a thread, as soon as `at` orders are acknowledged.
    """

    addresses: Sequence[str]
    place: UUID
    variant: UUID
    buyers: int = 300
    meet: bool = False
    stubborn: bool = False
    at: int = 0
    then: Callable[[], None] | None = None
    walked: list[Buyer] = field(default_factory=list)
    orders_told: list[str] = field(default_factory=list)

    def run(self) -> "Storm":
        """Let all of them walk to the end."""
        asyncio.run(self._run())
        return self

    async def _run(self) -> None:
        self._turn = itertools.cycle(self.addresses)
        self._ready = 0
        self._gate = asyncio.Event()
        self._beside: asyncio.Task[None] | None = None
        self.walked = list(await asyncio.gather(*(self._walk(Buyer(nth)) for nth in range(self.buyers))))
        if self._beside is not None:
            await self._beside

    async def _walk(self, buyer: Buyer) -> Buyer:
        line = Line(next(self._turn))
        told = await self._call(line, buyer, "POST", "/shop/guest")
        buyer.token = told.get("token", "")
        await self._call(line, buyer, "GET", f"/shop/products?place={self.place}")
        wish = {"place": str(self.place), "lines": [{"variant": str(self.variant), "quantity": 1}]}
        await self._call(line, buyer, "PUT", "/shop/basket", wish)
        told = await self._call(line, buyer, "POST", "/shop/quotes", {})
        buyer.quote = told.get("id", "")
        if self.meet:
            await self._wait_for_all()
        told = await self._call(line, buyer, "POST", "/shop/orders", {"quote": buyer.quote})
        buyer.order, buyer.refused = told.get("order", ""), told.get("code", "")
        self._count(buyer)
        line.close()
        return buyer

    async def _wait_for_all(self) -> None:
        self._ready += 1
        if self._ready == self.buyers:
            self._gate.set()
        await self._gate.wait()

    def _count(self, buyer: Buyer) -> None:
        if not buyer.order:
            return
        self.orders_told.append(buyer.order)
        if self.then is not None and self._beside is None and len(self.orders_told) >= self.at:
            self._beside = asyncio.create_task(asyncio.to_thread(self.then))

    async def _call(self, line: "Line", buyer: Buyer, method: str, path: str, body: Any = None) -> dict[str, Any]:
        headers = {"Idempotency-Key": f"{buyer.nth}{method}{path}".replace("/", "-")[:60]}
        if buyer.token:
            headers["Authorization"] = f"Bearer {buyer.token}"
        until = time.monotonic() + (_STUBBORN if self.stubborn else 0)
        while True:
            try:
                status, told = await asyncio.wait_for(line.ask(method, f"/api/v1{path}", headers, body), _PATIENCE)
            except (OSError, EOFError, TimeoutError) as broken:
                buyer.faults.append(f"{broken!r} of {line.port}")
                line.move(next(self._turn))
            else:
                buyer.statuses.append(status)
                if status >= 500:
                    buyer.faults.append(f"{status} {told}")
                elif told.get("code") != "call.in_progress":
                    if "number" in told:
                        buyer.orders_told.add(told["order"])
                    return told
            if time.monotonic() >= until:
                return {}
            await asyncio.sleep(0.1 + 0.02 * (buyer.nth % 20))

    @property
    def orders(self) -> list[str]:
        """The orders that were acknowledged to their buyers."""
        return [buyer.order for buyer in self.walked if buyer.order]

    @property
    def refusals(self) -> Counter[str]:
        """How many buyers were told what."""
        return Counter(buyer.refused for buyer in self.walked if not buyer.order)

    @property
    def faults(self) -> list[str]:
        """Answers of 5xx and broken connections."""
        return [fault for buyer in self.walked for fault in buyer.faults]

    @property
    def statuses(self) -> Counter[int]:
        """How often each status was answered."""
        return Counter(status for buyer in self.walked for status in buyer.statuses)


@contextlib.contextmanager
def serving(own: OwnDatabase, servers: int = 1, processes: int = 1) -> Iterator[list[tuple[str, Any]]]:
    """So many `prilavok web`, each of so many worker processes on a port of its own; address and process of each."""
    with contextlib.ExitStack() as stack:
        running: list[tuple[str, subprocess.Popen[str]]] = []
        for _ in range(servers):
            port = free_port()
            words = ["web", "--processes", str(processes)]
            web = stack.enter_context(process(own, "prilavok.doors.cli", *words, PRILAVOK_PORT=str(port), **STORM))
            running.append((f"http://127.0.0.1:{port}", web))
        for address, web in running:
            until(partial(_answers, address), web, seconds=90)
        yield running


def _answers(address: str) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{address}/healthz").status_code == 200
    return False
