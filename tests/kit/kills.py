"""Kills a process at every point where it speaks to the database, one point per run; and kills the database itself."""

import os
import signal
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, connections

from prilavok.kit.db.postgres import Cluster


def dies_at(act: Callable[[], object], point: int) -> bool:
    """Run `act` in a child that is killed with SIGKILL at its point-th contact with the database (from 0).

    Points lie before each statement, before each commit and after each commit. False: it ended before that point.
    AssertionError where it failed by itself.
    """
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            _arm(point)
            act()
            connections.close_all()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(3)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the child failed by itself, see its trace"
    return False


def _arm(point: int) -> None:
    left = point

    def pass_by() -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    connection.ensure_connection()
    really_commit = connection._commit

    def commit() -> None:
        pass_by()
        really_commit()
        pass_by()

    def statement(execute: Any, *arguments: Any) -> Any:
        pass_by()
        return execute(*arguments)

    connection._commit = commit  # type: ignore[method-assign]
    connection.execute_wrappers.append(statement)


def kill_database(server: Cluster) -> None:
    """kill -9 the postmaster and all its children at once: no time to write anything down."""
    postmaster = server.running()
    assert postmaster is not None
    os.kill(postmaster, signal.SIGSTOP)  # it may not start others meanwhile
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(parent) == postmaster:
                os.kill(int(entry.name), signal.SIGKILL)
    os.kill(postmaster, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while server.running() is not None:  # whoever starts it again must not take the dying one for it
        assert time.monotonic() < deadline, "the killed server does not go"
        time.sleep(0.02)
