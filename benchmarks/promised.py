"""What a benchmark found beside what is promised of it: one line for the one table of `python -m benchmarks`."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

#: names the file that lines are added to; where it is not set a benchmark stands alone and adds none
TOLD = "PRILAVOK_TOLD"


@dataclass(frozen=True, slots=True)
class Found:
    """One figure. least: the promise is to reach it, else not to be above it. unit: "" for a ratio."""

    what: str
    figure: float
    promised: float
    least: bool
    unit: str = ""

    @property
    def kept(self) -> bool:
        """Whether it is as promised."""
        return self.figure >= self.promised if self.least else self.figure <= self.promised


def at_least(what: str, figure: float, promised: float, unit: str = "") -> None:
    """A figure that is to be so high."""
    _tell(Found(what, figure, promised, True, unit))


def at_most(what: str, figure: float, promised: float, unit: str = "") -> None:
    """A figure that is to be no higher."""
    _tell(Found(what, figure, promised, False, unit))


def _tell(found: Found) -> None:
    if file := os.environ.get(TOLD):
        with Path(file).open("a") as lines:
            lines.write(json.dumps(asdict(found)) + "\n")


def read_found(file: Path) -> list[Found]:
    """All that was told into a file."""
    return [Found(**json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []
