"""How much work fits into one transaction, learned from the slice before."""

import time

_MILLISECONDS = 250  # that a slice is to last: half of what a writing transaction may


class Pace:
    """A slice that begins now, of so many things; how many the next one should be of. All within one job."""

    def __init__(self, now: int, least: int, most: int) -> None:
        self._now, self._least, self._most = now, least, most
        self._began = time.monotonic()

    def next(self) -> int:
        """So many as would have lasted a quarter of a second, at most by half more than now."""
        took = max(round((time.monotonic() - self._began) * 1_000), 1)
        return max(self._least, min(self._now * _MILLISECONDS // took, self._now + self._now // 2 + 1, self._most))
