"""Sandboxes on their ports of loopback: refused when taken, ended with their parent, closed without cutting answers."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from prilavok.kit.db.errors import LaunchRefused
from prilavok.kit.db.pids import follow_parent
from prilavok.sandboxes.web import Application

HOST = "127.0.0.1"
_PATIENCE = 5.0  # seconds for running answers to end


def serve(*made: tuple[Callable[[], Application], int]) -> None:
    """Answer on loopback until told to stop, each on its port. Raises LaunchRefused when a port is taken.

    made: what makes each, called on the running loop, and its port.
    """
    for _make, port in made:
        refuse_taken(port)
    follow_parent(signal.SIGTERM)
    asyncio.run(_serve(made))


def refuse_taken(port: int) -> None:
    """Raises LaunchRefused: the server itself would share a taken port silently."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as trouble:
            raise LaunchRefused(f"Port {port} on {HOST} cannot be used for a sandbox ({trouble.strerror}).") from None


async def _serve(made: Sequence[tuple[Callable[[], Application], int]]) -> None:
    told = asyncio.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(wanted, told.set)
    applications = [(make(), port) for make, port in made]
    servers = [_server(application, port) for application, port in applications]
    serving = [asyncio.create_task(server.serve()) for server in servers]
    waiting = asyncio.create_task(told.wait())
    for _application, port in applications:
        print(f"answers on http://{HOST}:{port}", file=sys.stderr, flush=True)
    await asyncio.wait({*serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for application, _port in applications:
        await application.closing()
    for server in servers:
        server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait(serving, timeout=_PATIENCE)
    sys.stderr.flush()
    # The server's threads may still hold a broken line; on the interpreter's own way out they would abort the process.
    os._exit(0)


def _server(application: Application, port: int) -> Server:
    return Server(
        application,
        address=HOST,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
    )
