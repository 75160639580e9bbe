"""Plant every bug of docs/under-fire.md in turn and see it caught: `PYTHONPATH=src:. python -m tests.days.planted`.

Each is planted in a database of the run's own, a small day is lived through and read, and a row is printed: the bug, the
checks that saw it, and how long it took. Names of bugs as words try these alone. It ends with 1 where one was not caught.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from tests.days.bug import Bug
from tests.days.bugs import BUGS

_TRIED = "tests/days/test_planted_bugs.py"
_TOLD, _CHOSEN = "PRILAVOK_PLANTED", "PRILAVOK_BUGS"
HEAD = "| bug | what is planted | caught by |"


def row_of(bug: Bug) -> str:
    """The bug as the list in the docs has it."""
    return f"| {bug.name} | {bug.says} | {', '.join(bug.caught_by)} |"


@dataclass(frozen=True)
class Tried:
    """A bug that was planted. seen: all checks that said something new; seconds: until they did."""

    bug: str
    seen: tuple[str, ...]
    seconds: float

    @property
    def missed(self) -> tuple[str, ...]:
        """Checks that were to see it and did not."""
        [bug] = [bug for bug in BUGS if bug.name == self.bug]
        return tuple(name for name in bug.caught_by if name not in self.seen)


def chosen() -> list[Bug]:
    """The bugs that this run is about: all, unless some were named."""
    names = [name for name in os.environ.get(_CHOSEN, "").split(";") if name]
    return [bug for bug in BUGS if not names or bug.name in names]


def tell(tried: Tried) -> None:
    """Keep what became of a bug, for whoever started the run."""
    if file := os.environ.get(_TOLD):
        with Path(file).open("a") as told:
            told.write(json.dumps([tried.bug, tried.seen, tried.seconds]) + "\n")


@contextlib.contextmanager
def planted(url: str, bug: Bug) -> Iterator[None]:
    """The bug is there. AssertionError where the function has not the text that was to be replaced."""
    with psycopg.connect(url, autocommit=True) as connection:
        kept = ""
        if bug.function:
            [(kept,)] = connection.execute(
                "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s", [bug.function]
            ).fetchall()
            text = kept
            for old, new in bug.replaced:
                assert old in text, f"{bug.function} has no {old!r} any more: plant it anew"
                text = text.replace(old, new)
            connection.execute(text.encode())
        for statement in bug.also:
            connection.execute(statement.encode())
        try:
            yield
        finally:
            if kept:
                connection.execute(kept.encode())
            for statement in bug.undo:
                connection.execute(statement.encode())


def main(words: Sequence[str]) -> int:
    """Try them; 0 where each was caught by all the checks that the list names."""
    if unknown := set(words) - {bug.name for bug in BUGS}:
        print(f"no such bug: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        told, log = Path(folder) / "told.jsonl", Path(folder) / "log"
        told.touch()
        environment = {**os.environ, "PRILAVOK_LONG": "1", _TOLD: str(told), _CHOSEN: ";".join(words)}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", _TRIED, "-k", "is_caught"]
        with log.open("w") as said:
            running = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        print(f"{HEAD} seconds |\n|---|---|---|---|", flush=True)
        caught = dict[str, bool]()
        try:
            while running.poll() is None:
                time.sleep(0.2)
                _show(told, caught)
        finally:
            if running.poll() is None:
                running.send_signal(signal.SIGINT)  # it ends what it has started
            running.wait()
        _show(told, caught)
        wanted = [bug.name for bug in BUGS if not words or bug.name in words]
        for name in wanted:
            if name not in caught:
                print(f"{name}: was not tried to its end", flush=True)
        right = running.returncode == 0 and all(caught.get(name) for name in wanted)
        if not right:
            print(log.read_text()[-8000:], file=sys.stderr)
        return 0 if right else 1


def _show(told: Path, caught: dict[str, bool]) -> None:
    """Print what came since."""
    for line in told.read_text().splitlines()[len(caught) :]:
        name, seen, seconds = json.loads(line)
        tried = Tried(name, tuple(seen), seconds)
        [bug] = [bug for bug in BUGS if bug.name == name]
        caught[name] = not tried.missed
        missed = f" NOT SEEN BY {', '.join(tried.missed)}" if tried.missed else ""
        print(f"{row_of(bug)} {seconds:.1f}{missed} |", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
