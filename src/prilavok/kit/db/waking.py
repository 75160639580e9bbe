"""Waking what rests: whoever commits work says so, and the process that waits for it looks at once, not at its time.

A call is a hint and may be missed: whoever rests also looks by itself, some time later. It is sent after the commit and
in a transaction of its own, since PostgreSQL lets only one transaction with a NOTIFY commit at a time.
"""

import time
from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection, transaction

from prilavok.kit.db.asking import ask

#: who may be woken, by the name of their loop
RELAY, WORKER = "relay", "worker"
# Seconds between two calls of a process: whoever was woken looks again after as little by itself (Loop.shortest).
_APART = 0.02
_called: dict[str, float] = {}
_heard_on: dict[str, Any] = {}  # the connection that listens; another one has to be told to


def wake(who: str) -> None:
    """Have whoever rests under this name look again once the caller's transaction is committed; at once without one."""
    call = _calling(who)
    if not any(waiting[1] is call for waiting in connection.run_on_commit):
        transaction.on_commit(call, robust=True)


def is_woken(who: str, seconds: float) -> bool:
    """Rest at most so long on this thread's connection; whether somebody called meanwhile, or may have.

    Raises what a lost database raises.
    """
    connection.ensure_connection()
    line: Any = connection.connection
    if line is not _heard_on.get(who):
        line.execute(f"LISTEN {_channel(who)}")
        _heard_on[who] = line
        return True
    return bool(list(line.notifies(timeout=seconds, stop_after=1)))


@cache
def _calling(who: str) -> Callable[[], None]:
    """One function for each name. With a name of its own: by that Django tells of a call that failed."""

    def call() -> None:
        _call(who)

    return call


def _call(who: str) -> None:
    now = time.monotonic()
    if now - _called.get(who, -_APART) < _APART:
        return
    _called[who] = now
    ask("SELECT pg_notify(%s, '')", [_channel(who)])


def _channel(who: str) -> str:
    return f"prilavok_wake_{who}"
