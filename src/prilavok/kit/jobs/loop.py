"""The loop of a process that works until it is told to stop: busy while there is work, resting till it is called."""

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

import psycopg
import structlog
from django.db import InterfaceError, OperationalError, connection

from prilavok.kit.db.waking import is_woken

LOST = (OperationalError, InterfaceError, psycopg.OperationalError)  # the database is away, or gave up on a lock
_SLICE = 0.1  # seconds; a stop is noticed within this while resting
_AFTER_LOSS = 1.0  # seconds
_LOG = structlog.get_logger("prilavok.loop")


class Loop:
    """shortest, longest: seconds of rest after an empty turn, doubled while turns stay empty.

    woken: a rest ends when somebody wakes the loop by its name (kit.db.waking).
    """

    def __init__(self, name: str, *, shortest: float = 0.02, longest: float = 0.5, woken: bool = False) -> None:
        self.name = name
        self.shortest = shortest
        self.longest = longest
        self.woken = woken
        self.stopped = False
        if threading.current_thread() is threading.main_thread():
            for wanted in (signal.SIGTERM, signal.SIGINT):
                signal.signal(wanted, self._stop)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopped = True

    def run(self, turn: Callable[[], bool], *, through_losses: bool = True) -> None:
        """Take turns until told to stop; a turn under way is finished. turn: returns whether there was work.

        through_losses: go on when the database goes away and comes back, else let the error out.
        """
        rest = self.shortest
        while not self.stopped:
            try:
                called = turn() or self._rest_till_woken(rest)
                rest = self.shortest if called else min(rest * 2, self.longest)
            except LOST as trouble:
                if not through_losses:
                    raise
                _LOG.warning("database lost", loop=self.name, kind=type(trouble).__name__)
                connection.close()
                self.rest(_AFTER_LOSS)

    def _rest_till_woken(self, seconds: float) -> bool:
        """Rest so long, less when told to stop or woken; whether it was woken."""
        if not self.woken:
            self.rest(seconds)
            return False
        until = time.monotonic() + seconds
        while not self.stopped and (left := until - time.monotonic()) > 0:
            if is_woken(self.name, min(left, _SLICE)):
                return True
        return False

    def rest(self, seconds: float) -> None:
        """Sleep so long, less when told to stop."""
        until = time.monotonic() + seconds
        while not self.stopped and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _SLICE))
