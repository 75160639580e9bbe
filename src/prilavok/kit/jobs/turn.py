"""What a worker did in one turn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """Counts of jobs. failed: put off to a later hour. buried: failed at the last try."""

    done: int = 0
    failed: int = 0
    buried: int = 0

    def __add__(self, other: "Turn") -> "Turn":
        return Turn(self.done + other.done, self.failed + other.failed, self.buried + other.buried)

    def __bool__(self) -> bool:
        return bool(self.done or self.failed or self.buried)
