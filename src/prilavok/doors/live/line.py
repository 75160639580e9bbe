"""The one connection of a process that hears the relay's notices, dialled again whenever it is lost."""

import asyncio
import random
from collections.abc import AsyncIterator

import psycopg
import structlog
from psycopg import sql

from prilavok.kit.events.notices import CHANNEL, Notice, read_payload
from prilavok.kit.settings import where

_LOG = structlog.get_logger("prilavok.live")
_FIRST_WAIT = 0.2  # seconds
_LONGEST_WAIT = 5.0
_QUIET = 10.0  # seconds without a notice after which the line is asked whether it still stands
_GATHER = 0.005  # seconds: the notices of one turn of the relay come together


async def notices_heard() -> AsyncIterator[list[Notice] | None]:
    """Notices in the relay's order, some at a time; None whenever a line was opened, since some may have been missed.

    Ends only by cancellation.
    """
    wait = _FIRST_WAIT
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                where().database_url, autocommit=True, connect_timeout=5, application_name="prilavok live"
            ) as line:
                await line.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                wait = _FIRST_WAIT
                yield None
                while True:
                    heard = await _heard(line)
                    if heard:
                        yield heard
                    else:
                        await asyncio.wait_for(line.execute("SELECT 1"), 5)
        except (psycopg.Error, OSError, TimeoutError) as trouble:
            _LOG.warning("the line to the database is lost", trouble=type(trouble).__name__)
        await asyncio.sleep(wait * random.uniform(0.5, 1.0))
        wait = min(wait * 2, _LONGEST_WAIT)


async def _heard(line: psycopg.AsyncConnection[tuple[object, ...]]) -> list[Notice]:
    heard: list[Notice] = []
    async for notify in line.notifies(timeout=_QUIET, stop_after=1):
        heard += read_payload(notify.payload)
    if heard:
        async for notify in line.notifies(timeout=_GATHER):
            heard += read_payload(notify.payload)
    return heard
