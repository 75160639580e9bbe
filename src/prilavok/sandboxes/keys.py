"""What sandboxes of payments share about keys: each does something once, and only so many are remembered."""

import json
from collections.abc import Callable, Collection
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

MOST_CHARGES = 50_000
SETTLING = 3.0  # seconds from pending to its end


class KeyReused(Exception):
    """The key was used with another body."""


class Full(Exception):
    """The terminal remembers all it can."""


class Keyed(Protocol):
    """A dataclass of what was asked for, by whom, under which key of theirs."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def owner(self) -> str: ...

    @property
    def key(self) -> str: ...


One = TypeVar("One", bound=Keyed)


class Remembered(Generic[One]):
    """All of one kind by who asked and their key. memory: a file of JSON lines, read at the start and appended to;
    the last line of a key counts.
    """

    def __init__(self, kind: Callable[..., One], memory: Path | None = None) -> None:
        self._memory = memory
        self._kept: dict[tuple[str, str], One] = {}
        if memory is not None and memory.exists():
            for line in memory.read_text().splitlines():
                one = kind(**json.loads(line))
                self._kept[one.owner, one.key] = one

    def find(self, owner: str, key: str) -> One | None:
        return self._kept.get((owner, key))

    def every(self) -> Collection[One]:
        """The first asked for first."""
        return self._kept.values()

    def newest(self, most: int) -> list[One]:
        """The last ones of everybody, newest first."""
        return list(self._kept.values())[: -most - 1 : -1]

    def room(self) -> None:
        """Raises Full where no more is remembered."""
        if len(self._kept) >= MOST_CHARGES:
            raise Full

    def keep(self, one: One) -> One:
        """From now on it stands so, also after a restart."""
        self._kept[one.owner, one.key] = one
        if self._memory is not None:
            with self._memory.open("a") as file:
                file.write(json.dumps(asdict(one)) + "\n")
        return one
