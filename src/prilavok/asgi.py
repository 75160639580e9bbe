"""The one entry of the web process: lean paths on the loop, everything else to Django on threads."""

import asyncio
import gc
import os
import signal

from django.db import connections

from prilavok.doors.bridge import AsgiApplication, Bridge, Receive, Scope, Send
from prilavok.doors.crowds import CROWDS, open_crowds
from prilavok.kit.db.install import check_installed
from prilavok.kit.db.pids import follow_parent
from prilavok.kit.settings import where
from prilavok.wsgi import application as pages  # sets Django up: what asks the database is imported after it

from prilavok.doors.guests import THREADS as GUEST_THREADS  # isort: skip
from prilavok.doors.guests import GuestCalls, is_guests  # isort: skip
from prilavok.doors.hooks import PREFIX, Hooks  # isort: skip
from prilavok.doors.live.hub import Hub  # isort: skip
from prilavok.doors.live.stream import Live  # isort: skip
from prilavok.doors.track.door import PREFIXES, Track  # isort: skip

THREADS = 16  # of one process; as many database connections at most, and those of the guests' calls
AT_ONCE = 2  # pages begun at a time: one computes while the other waits for the database, and none is overtaken

follow_parent(signal.SIGKILL)  # the server's own parent process may be killed outright; no request outlives it
bridge = Bridge(pages, THREADS, AT_ONCE, CROWDS)
guests = Bridge(GuestCalls(), GUEST_THREADS)
hub = Hub()
hooks = Hooks()
track = Track()

# ASGI applications that never touch Django's request cycle: by exact path, and by how the path begins.
LEAN: dict[str, AsgiApplication] = {"/live": Live(hub)}
LEAN_UNDER: dict[str, AsgiApplication] = {PREFIX: hooks, **dict.fromkeys(PREFIXES, track)}


def _chosen(path: str) -> AsgiApplication:
    if (exact := LEAN.get(path)) is not None:
        return exact
    if is_guests(path):
        return guests
    for beginning, lean in LEAN_UNDER.items():
        if path.startswith(beginning):
            return lean
    return bridge


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Dispatch by path."""
    if scope["type"] == "http":
        await _chosen(scope["path"])(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1000})


async def _live(receive: Receive, send: Send) -> None:
    """Refuse to open on another edition of SQL; on closing let running requests end."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            try:
                await asyncio.get_running_loop().run_in_executor(bridge.threads, _check)
            except Exception as trouble:  # whatever it is, the server must be told in its own terms
                await send({"type": "lifespan.startup.failed", "message": str(trouble)})
                return
            open_crowds(where().home, where().port)
            await hub.open()
            hooks.open()
            track.open()
            _end_streams_when_told_to_stop()
            # What was imported stays as long as the process: looking through it for rubbish takes a third of a second,
            # and whoever asks at that moment would wait for it.
            gc.collect()
            gc.freeze()
            # A page makes thousands of objects that counting their uses takes away: looking for circles among them
            # every few hundred costs a tenth of its time.
            gc.set_threshold(20_000, 20, 20)
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            hooks.close()
            track.close()
            await hub.close()
            guests.close()
            bridge.close()
            await send({"type": "lifespan.shutdown.complete"})
            return


def _end_streams_when_told_to_stop() -> None:
    """Open streams would keep the server waiting till it is killed: they end as soon as it is told to stop.

    The server's own handler on the loop is woken by the same signal, unless the pipe that wakes the loop is full (a
    thousand screens that leave at once fill it), so the signal is sent once more when the loop has had its turn.
    """
    loop = asyncio.get_running_loop()
    told: set[int] = set()

    def stop(number: int) -> None:
        hub.end_streams()
        if number not in told:
            told.add(number)
            loop.call_later(0.1, os.kill, os.getpid(), number)

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda number, _frame: loop.call_soon_threadsafe(stop, number))
        signal.siginterrupt(one, False)


def _check() -> None:
    try:
        check_installed()
    finally:
        connections.close_all()
