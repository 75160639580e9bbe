"""A sandbox on its port of loopback: refused when taken, ended with its parent, closed without cutting answers."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from prilavok.kit.db.errors import LaunchRefused
from prilavok.kit.db.pids import follow_parent
from prilavok.sandboxes.web import Application

HOST = "127.0.0.1"
_PATIENCE = 5.0  # seconds for running answers to end


def serve(make: Callable[[], Application], port: int) -> None:
    """Answer on loopback until told to stop. Raises LaunchRefused when the port is taken.

    make: called on the running loop.
    """
    refuse_taken(port)
    follow_parent(signal.SIGTERM)
    asyncio.run(_serve(make, port))


def refuse_taken(port: int) -> None:
    """Raises LaunchRefused: the server itself would share a taken port silently."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as trouble:
            raise LaunchRefused(f"Port {port} on {HOST} cannot be used for a sandbox ({trouble.strerror}).") from None


async def _serve(make: Callable[[], Application], port: int) -> None:
    application = make()
    told = asyncio.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(wanted, told.set)
    server = Server(
        application,
        address=HOST,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
    )
    serving = asyncio.create_task(server.serve())
    waiting = asyncio.create_task(told.wait())
    print(f"answers on http://{HOST}:{port}", file=sys.stderr, flush=True)
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    await application.closing()
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait({serving}, timeout=_PATIENCE)
    sys.stderr.flush()
    # The server's threads may still hold a broken line; on the interpreter's own way out they would abort the process.
    os._exit(0)
