"""Real processes of one role, started as the supervisor starts them, always ended with the test."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from tests.conftest import OwnDatabase


@contextlib.contextmanager
def role(name: str, database: OwnDatabase) -> Iterator["subprocess.Popen[str]"]:
    """`prilavok.doors.<name>` as a process; killed at the end if it still lives."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"prilavok.doors.{name}"],
        env=database.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def stop(process: "subprocess.Popen[str]") -> float:
    """Tell it to stop and wait; the seconds it took. AssertionError where it ended with an error."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    return time.monotonic() - began


def until(happened: Callable[[], bool], process: "subprocess.Popen[str] | None" = None, seconds: float = 60) -> None:
    """Wait till it has happened, and no longer than the process lives."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert process is None or process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
