"""One of `up` and `restore` at a time on a home."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from prilavok.kit.db.errors import LaunchRefused


@contextlib.contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the home; the lock falls with its process, however that dies. Raises LaunchRefused when another holds it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise LaunchRefused(
                f"Prilavok already runs on {home} (process {lock.read().strip() or 'unknown'}):"
                " stop it with Ctrl-C, or use another PRILAVOK_HOME and PRILAVOK_PORT."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
