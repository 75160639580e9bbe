"""Requests that wait to be kept: one thread commits all that came meanwhile, each answer waits for its commit."""

import asyncio
import contextlib
import sys
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import Error, connections

from prilavok.domains.tracking.types import Request
from prilavok.flows.land_tracking import land_tracked
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

_TOGETHER = 256  # requests in one transaction
_TOGETHER_BYTES = 4_000_000
_MOST_WAITING = 64_000_000  # bytes; whoever comes then is asked to come again
_WAKE = 0.2  # seconds between two wakings of the reader
_GATHER = 0.003  # seconds that a batch waits for as many as came lately: senders answered together come together
# The thread that commits waits for the loop's turn of the interpreter at each step; 5 ms by default, which is a commit.
# Where nothing is told, whoever waits for the interpreter is not woken ten times as often for nothing.
_QUICK, _AT_REST = 0.0005, 0.005  # seconds
_LOG = structlog.get_logger("prilavok.track")


class Full(Exception):
    """More waits to be written than this process holds."""


class Landing:
    """Keeps what requests bring; while one transaction is written the next one gathers."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Request, asyncio.Future[None]]] = []
        self._bytes = 0
        self._woken, self._full = asyncio.Event(), asyncio.Event()
        self._expected = 1
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="track")
        self._woke, self._owed = 0.0, False

    async def keep(self, request: Request) -> None:
        """Return once it is durable. Raises django.db.Error where that is not known, Full."""
        if self._bytes > _MOST_WAITING:
            raise Full
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, done))
        self._bytes += len(request.body)
        self._woken.set()
        if len(self._waiting) >= self._expected:
            self._full.set()
        await done

    async def run(self) -> None:
        """Commit again and again."""
        loop = asyncio.get_running_loop()
        while True:
            if not self._owed:
                sys.setswitchinterval(_AT_REST)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), _WAKE if self._owed else None)
            sys.setswitchinterval(_QUICK)
            if 0 < len(self._waiting) < self._expected:
                self._full.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._full.wait(), _GATHER)
            batch = self._next()
            self._expected = max(len(batch), self._expected * 3 // 4, 1)
            wake = loop.time() - self._woke >= _WAKE
            if not batch and not wake:
                continue
            trouble: BaseException | None = None
            try:
                await loop.run_in_executor(self._thread, _land, [request for request, _ in batch], wake)
            except Exception as raised:
                _LOG.warning("events were not kept", count=len(batch), trouble=type(raised).__name__)
                trouble = raised
            self._owed = not wake or (trouble is not None and self._owed)
            self._woke = loop.time() if wake else self._woke
            for _request, done in batch:
                if not done.cancelled():
                    done.set_exception(trouble) if trouble else done.set_result(None)

    def _next(self) -> list[tuple[Request, "asyncio.Future[None]"]]:
        size = count = 0
        while count < min(len(self._waiting), _TOGETHER) and size < _TOGETHER_BYTES:
            size += len(self._waiting[count][0].body)
            count += 1
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        self._bytes -= size
        if not self._waiting:
            self._woken.clear()
        return batch


def _land(batch: list[Request], wake: bool) -> None:
    try:
        land_tracked(batch, wake=wake, actor=SYSTEM, at=clock.now())
    except Error:
        connections.close_all()  # a line that broke is found anew by the next batch
        raise
