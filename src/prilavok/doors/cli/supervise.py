"""Child processes: started, restarted with growing pauses, stopped together, never left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from prilavok.kit.db.pids import read_pid, tie_to_parent, write_pid

LONGEST_PAUSE = 30.0  # seconds between two starts of a child that keeps failing
SETTLED = 60.0  # seconds after which a child counts as healthy and its pauses begin anew
_LARGEST_LOG = 20 * 1024 * 1024


class Child:
    """One process of the house. once: it is to end by itself, and is started again only when it failed."""

    def __init__(self, name: str, words: list[str], *, home: Path, once: bool = False, shown: bool = False) -> None:
        self.name = name
        self.words = words
        self.once = once
        self.shown = shown
        self.finished = False
        self.log = home / "logs" / f"{name}.log"
        self._pid_file = home / "run" / f"{name}.pid"
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._failures = 0
        self._again_at = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def end_leftover(self) -> None:
        """End the same child of a supervisor that was killed, known by id and start time."""
        if (left := read_pid(self._pid_file)) is not None:
            _signal_group(left, signal.SIGTERM)
            deadline = time.monotonic() + 10
            while read_pid(self._pid_file) is not None:
                if time.monotonic() > deadline:
                    _signal_group(left, signal.SIGKILL)
                    deadline += 3600
                time.sleep(0.05)
        self._pid_file.unlink(missing_ok=True)

    def start(self) -> None:
        """Start it in a session of its own, tied to this process."""
        for folder in (self.log.parent, self._pid_file.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._output() as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "prilavok.doors.cli", *self.words],
                stdin=subprocess.DEVNULL,
                stdout=None if self.shown else output,
                stderr=subprocess.STDOUT if not self.shown else None,
                start_new_session=True,
                preexec_fn=tie_to_parent(signal.SIGTERM),
            )
        self._started = time.monotonic()
        write_pid(self._pid_file, self._process.pid)

    def look(self) -> str | None:
        """Start it again when its pause is over. Returns a sentence when something changed."""
        now = time.monotonic()
        if self.finished:
            return None
        if self._process is None:
            if now < self._again_at:
                return None
            self.start()
            return f"{self.name} started again"
        code = self._process.poll()
        if code is None:
            return None
        self._process = None
        if self.once and code == 0:
            self.finished = True
            return f"{self.name} has finished"
        self._failures = 1 if now - self._started > SETTLED else self._failures + 1
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** (self._failures - 1))
        self._again_at = now + pause
        return f"{self.name} ended with {_meaning(code)}, again in {pause:g} s; see {self.log}"

    def wait(self) -> int:
        """Wait for the end and return its exit code; an interrupt ends it too."""
        process = self._process
        if process is None:
            raise RuntimeError(f"{self.name} was not started")
        try:
            return process.wait()
        finally:
            self.tell_to_stop()
            self.wait_or_kill(time.monotonic() + 10)

    def tell_to_stop(self) -> None:
        if self.pid is not None:
            _signal_group(self.pid, signal.SIGTERM)

    def wait_or_kill(self, deadline: float) -> None:
        """Wait for the end till the monotonic deadline, then force it, with everything it started."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal_group(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._pid_file.unlink(missing_ok=True)

    def last_words(self, lines: int = 8) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""

    def _output(self) -> IO[bytes]:
        if self.log.exists() and self.log.stat().st_size > _LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        return self.log.open("ab")


def stop_all(children: Iterable[Child], patience: float = 15.0) -> None:
    """Tell all to stop, wait together, force who does not."""
    told = list(children)
    for child in told:
        child.tell_to_stop()
    deadline = time.monotonic() + patience
    for child in told:
        child.wait_or_kill(deadline)


def _signal_group(pid: int, wanted: signal.Signals) -> None:
    """Each child leads a group of its own, so its own children are reached too."""
    try:
        os.killpg(pid, wanted)
    except ProcessLookupError:
        pass
    except PermissionError:
        os.kill(pid, wanted)


def _meaning(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"code {code}"
