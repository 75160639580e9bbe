"""Requests whose sender asks what became of each event: read one after the other on a thread of their own."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import msgspec
from django.db import Error, close_old_connections, connections

from prilavok.domains.tracking.types import Outcome, Request
from prilavok.doors.track.landing import Full
from prilavok.flows.answer_tracked import answer_tracked
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

_MOST_WAITING = 32  # requests; whoever comes then is asked to come again


class Outcomes:
    """Of one process."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="track-read")
        self._waiting = 0

    async def of(self, request: Request) -> bytes:
        """The answer's body, once all of it is durable. Raises django.db.Error where that is not known, Full."""
        if self._waiting >= _MOST_WAITING:
            raise Full
        self._waiting += 1
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._thread, _read, request)
        finally:
            self._waiting -= 1
        return msgspec.json.encode({"success": True, "results": [_told(one) for one in found]})


def _told(one: Outcome) -> dict[str, str]:
    told = {"messageId": one.message, "result": one.result, "reason": one.reason}
    return {name: value for name, value in told.items() if value}


def _read(request: Request) -> list[Outcome]:
    close_old_connections()
    try:
        return answer_tracked(request, actor=SYSTEM, at=clock.now())
    except Error:
        connections.close_all()
        raise
