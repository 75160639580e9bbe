"""How fast a bot may ask: 30 calls a second (dev.max.ru/docs-api, "Limits"), 2 for updates (GET /updates, May 2026)."""

import time

from prilavok.sandboxes.max.memory import Refusal

_RATES = {"calls": 30.0, "updates": 2.0}


class Pace:
    """Token buckets; a refused call costs nothing."""

    def __init__(self) -> None:
        self._left: dict[tuple[int, str], tuple[float, float]] = {}

    def take(self, bot: int, what: str) -> None:
        """Count one call. Raises Refusal 429."""
        rate, moment = _RATES[what], time.monotonic()
        left, at = self._left.get((bot, what), (rate, moment))
        left = min(rate, left + (moment - at) * rate)
        if left < 1.0:
            raise Refusal(429, "too.many.requests", "Too many requests")
        self._left[bot, what] = (left - 1.0, moment)
