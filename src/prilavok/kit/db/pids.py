"""Processes told apart by start time: a process id alone may have been given to a stranger since."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LINUX = sys.platform.startswith("linux")


def started_at(pid: int) -> str | None:
    """A text that differs between any two processes which ever had this id; None when none lives (a zombie is dead)."""
    if pid <= 0:
        return None
    if not _LINUX:
        shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return shown.stdout.strip() or None
    try:
        # The name in brackets may hold spaces and brackets of its own, so the fields are counted from the last one.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in {"Z", "X"} else f"{boot}:{fields[19]}"


def write_pid(file: Path, pid: int) -> None:
    """Note a process with its start time; the file appears whole or not at all."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    fresh.write_text(f"{pid}\n{started_at(pid) or ''}\n")
    fresh.replace(file)


def read_pid(file: Path) -> int | None:
    """The noted process when it still is that very process, else None."""
    try:
        pid, started = file.read_text().splitlines()[:2]
        return int(pid) if started and started_at(int(pid)) == started else None
    except (FileNotFoundError, ValueError):
        return None


def follow_parent(wanted: int = signal.SIGTERM) -> None:
    """From inside a child: ask Linux to send `wanted` to this process once its parent is gone. Elsewhere nothing."""
    if _LINUX:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(wanted), 0, 0, 0)


def tie_to_parent(wanted: int = signal.SIGTERM) -> Callable[[], None]:
    """What a child runs before its program so that Linux sends it `wanted` once the starting thread is gone.

    Elsewhere it does nothing: there a child outlives a killed parent and the next start finds it by its pid file.
    """
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if _LINUX else None

    def tie() -> None:
        if libc is not None and libc.prctl(_PR_SET_PDEATHSIG, int(wanted), 0, 0, 0) != 0:
            os._exit(127)
        if os.getppid() != parent:  # the parent died before the tie held
            os._exit(127)

    return tie
