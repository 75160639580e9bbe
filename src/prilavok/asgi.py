"""The one entry of the web process: lean paths on the loop, everything else to Django on threads."""

import asyncio
import signal

from django.db import connections

from prilavok.doors.bridge import AsgiApplication, Bridge, Receive, Scope, Send
from prilavok.kit.db.install import check_installed
from prilavok.kit.db.pids import follow_parent
from prilavok.wsgi import application as pages

THREADS = 16  # of one process; as many database connections at most

# Exact path -> an ASGI application that never touches Django's request cycle.
LEAN: dict[str, AsgiApplication] = {}

follow_parent(signal.SIGKILL)  # the server's own parent process may be killed outright; no request outlives it
bridge = Bridge(pages, THREADS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Dispatch by exact path."""
    if scope["type"] == "http":
        await LEAN.get(scope["path"], bridge)(scope, receive, send)
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
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            bridge.close()
            await send({"type": "lifespan.shutdown.complete"})
            return


def _check() -> None:
    try:
        check_installed()
    finally:
        connections.close_all()
