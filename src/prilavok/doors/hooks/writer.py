"""Keeping what providers post: many requests in one transaction, each answered once its own is committed."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import Error, close_old_connections, connections

from prilavok.flows.keep_arrivals import Received, keep_received
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

_GATHER = 0.005  # seconds that the first of a batch waits for others
_TOGETHER = 200  # arrivals in one transaction
_LOG = structlog.get_logger("prilavok.hooks")


class Writer:
    """Commits what requests bring, many in one transaction; each request waits for its own commit."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Received, asyncio.Future[None]]] = []
        self._woken = asyncio.Event()
        self._full = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hooks")

    async def keep(self, received: Received) -> None:
        """Return once it is committed. Raises django.db.Error where that is not known."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((received, done))
        self._woken.set()
        if len(self._waiting) >= _TOGETHER:
            self._full.set()
        await done

    async def run(self) -> None:
        """Commit batch after batch."""
        while True:
            await self._woken.wait()
            if len(self._waiting) < _TOGETHER:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._full.wait(), _GATHER)
            batch, self._waiting = self._waiting[:_TOGETHER], self._waiting[_TOGETHER:]
            self._full.clear()
            if not self._waiting:
                self._woken.clear()
            await self._commit(batch)

    async def _commit(self, batch: list[tuple[Received, "asyncio.Future[None]"]]) -> None:
        trouble: BaseException | None = None
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, _keep, [received for received, _ in batch])
        except Exception as raised:
            _LOG.warning("arrivals were not kept", count=len(batch), trouble=type(raised).__name__)
            trouble = raised
        for _received, done in batch:
            if done.cancelled():
                continue
            if trouble is None:
                done.set_result(None)
            else:
                done.set_exception(trouble)


def _keep(batch: list[Received]) -> None:
    close_old_connections()
    try:
        keep_received(batch, actor=SYSTEM, at=clock.now())
    except Error:
        connections.close_all()
        raise
