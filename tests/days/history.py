"""What clients saw: every call they made with its two instants and how it came out, kept on disk line by line.

A call is one sending. `key` names what was meant, so a call sent again, or twice at once, has the key of the first. The
outcome is `ok`, `refused` (a polite no that changed nothing), `unknown` (the answer was lost: it may have happened or
not) or `fault` (an answer no client should ever get).
"""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

OK, REFUSED, UNKNOWN, FAULT = "ok", "refused", "unknown", "fault"


@dataclass(frozen=True)
class Call:
    """One sending. began, ended: seconds of the machine's one clock, the same in all processes; asked, told: JSON."""

    who: str
    deed: str
    key: str
    began: float
    ended: float
    outcome: str
    status: int = 0
    asked: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The refusal's own name."""
        return str(self.told.get("code", ""))

    def sums(self, sign: str) -> dict[str, int]:
        """Units by variant of what was asked: `lines` where sign is "", else of that name."""
        units: dict[str, int] = {}
        for line in self.asked.get(sign or "lines", ()):
            units[str(line["variant"])] = units.get(str(line["variant"]), 0) + int(line["quantity"])
        return units


class Recorder:
    """Writes calls to one file; whoever reads them later needs nothing of the process that made them."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", buffering=1)

    def note(self, call: Call) -> Call:
        """Keep it."""
        self._file.write(json.dumps(asdict(call), default=str) + "\n")
        return call

    def close(self) -> None:
        self._file.close()


def now() -> float:
    """Seconds that never jump, the same for every process of this machine."""
    return time.monotonic()


def read_history(files: Iterable[Path]) -> list[Call]:
    """Every call of every client, by when it began."""
    calls = [Call(**json.loads(line)) for file in files for line in file.read_text().splitlines()]
    return sorted(calls, key=lambda call: (call.began, call.ended))


def outcome_of(status: int, told: Mapping[str, Any]) -> str:
    """What an answer's status means for whoever asked. A lost database may have committed: that is not known."""
    if status in (200, 201, 204, 302, 303):
        return OK
    if status == 503 and told.get("code") == "database.away":
        return UNKNOWN
    return REFUSED if 400 <= status < 500 else FAULT
