"""How many pages wait in each process of the web role, where all of them see it: the fuller lets go of connections.

A connection that is kept open stays with the process that took it, and eight of them fall 4 and 4, or 2 and 6; see
docs/decisions/0026. Numbers alone are told, in a file that all processes of one port map into their memory, so that
looking costs nothing; a number that is a moment old does no harm.
"""

import fcntl
import mmap
import os
from pathlib import Path

from prilavok.kit.db.pids import started_at

_MOST = 64  # processes
_WORD = 8  # bytes; which process, then how many pages
_UNEVEN = 2  # pages more than the least crowded neighbour has


def crowds_file(home: Path, port: int) -> Path:
    """Where the processes of one port tell each other."""
    return home / f"crowds-{port}"


def tell_nobody_yet(file: Path) -> None:
    """An empty file, before the first process of the port is started."""
    file.write_bytes(bytes(2 * _WORD * _MOST))


class Crowds:
    """This process among those of its port. Lives on the loop alone; without a file it is alone."""

    def __init__(self) -> None:
        self._under_way = 0
        self._told: memoryview | None = None
        self._place = 0

    def open(self, file: Path, own: int) -> None:
        """Take a place in the file: the first that no living process has. own: this process."""
        if not file.exists():
            return
        with file.open("r+b") as held:
            told = memoryview(mmap.mmap(held.fileno(), 2 * _WORD * _MOST)).cast("q")
            fcntl.flock(held, fcntl.LOCK_EX)
            try:
                free = (nth for nth in range(_MOST) if not told[2 * nth] or started_at(told[2 * nth]) is None)
                if (place := next(free, None)) is not None:
                    told[2 * place], told[2 * place + 1] = own, self._under_way
                    self._told, self._place = told, place
            finally:
                fcntl.flock(held, fcntl.LOCK_UN)  # by itself it would end with the memory, which holds the file too

    def enter(self) -> None:
        """One page more waits or is made here."""
        self._count(1)

    def leave(self) -> None:
        """One fewer."""
        self._count(-1)

    def is_fuller(self, fit: int) -> bool:
        """Whether somebody waits here who would be served sooner next door. fit: pages that are made at a time."""
        if self._told is None or self._under_way <= fit:
            return False
        others = [self._told[2 * nth + 1] for nth in range(_MOST) if self._told[2 * nth] and nth != self._place]
        return bool(others) and self._under_way >= min(others) + _UNEVEN

    def _count(self, more: int) -> None:
        self._under_way += more
        if self._told is not None:
            self._told[2 * self._place + 1] = self._under_way


#: of this process
CROWDS = Crowds()


def open_crowds(home: Path, port: int) -> None:
    """This process tells how crowded it is, where it has neighbours."""
    CROWDS.open(crowds_file(home, port), os.getpid())
