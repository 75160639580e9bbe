"""The list of erasures in the home folder: what a restored copy of the database must forget before it opens."""

import fcntl
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from prilavok.kit.db.disk import sync_folder

NAME = "erased"


@dataclass(frozen=True, slots=True)
class Listed:
    """One erasure as the list names it: ids alone, which lead to nobody."""

    erasure: UUID
    people: tuple[UUID, ...]
    leaves: tuple[UUID, ...]
    at: datetime


def list_erased(home: Path) -> list[Listed]:
    """Every erasure of the list, the first first. A line cut off by a crash is of an erasure that was not done."""
    file = home / NAME
    if not file.exists():
        return []
    found = []
    for line in file.read_text().splitlines():
        try:
            told = json.loads(line)
            listed = Listed(
                UUID(told["erasure"]),
                tuple(map(UUID, told["people"])),
                tuple(map(UUID, told["leaves"])),
                datetime.fromisoformat(told["at"]),
            )
        except (ValueError, KeyError, TypeError):
            continue
        found.append(listed)
    return found


def add_erased(home: Path, erasures: Sequence[Listed]) -> None:
    """Add to the list; it is on the disk when this returns. For this machine's processes, one at a time."""
    file = home / NAME
    fresh = not file.exists()
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        end = held.seek(0, os.SEEK_END)
        torn = end > 0 and os.pread(held.fileno(), 1, end - 1) != b"\n"
        lines = b"".join(_line(one) for one in erasures)
        held.write(b"\n" + lines if torn else lines)
        held.flush()
        os.fsync(held.fileno())
    if fresh:
        sync_folder(home)


def _line(one: Listed) -> bytes:
    told = {
        "erasure": str(one.erasure),
        "people": [str(id) for id in one.people],
        "leaves": [str(id) for id in one.leaves],
        "at": one.at.isoformat(),
    }
    return json.dumps(told).encode() + b"\n"
