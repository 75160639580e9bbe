"""`prilavok web`: the web process, its address from the environment."""

import argparse

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from prilavok.doors.crowds import crowds_file, tell_nobody_yet
from prilavok.kit.settings import where


def arguments(parser: argparse.ArgumentParser) -> None:
    """How it speaks and how wide."""
    parser.add_argument("--interface", choices=("asgi", "wsgi"), default="asgi", help="wsgi: pages only, no live paths")
    parser.add_argument("--processes", type=int, default=1, help="worker processes on this port (default: 1)")


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    # Whoever collects static files for another server puts them here; its absence is warned of at every start.
    (where().home / "static").mkdir(parents=True, exist_ok=True)
    crowds = crowds_file(where().home, where().port)
    crowds.unlink(missing_ok=True)
    if options.processes > 1:
        tell_nobody_yet(crowds)
    lean = options.interface == "asgi"
    Server(
        "prilavok.asgi:application" if lean else "prilavok.wsgi:application",
        address=where().host,
        port=where().port,
        interface=Interfaces.ASGI if lean else Interfaces.WSGI,
        workers=options.processes,
        blocking_threads=None if lean else 16,
        http=HTTPModes.http1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve()
    return 0
