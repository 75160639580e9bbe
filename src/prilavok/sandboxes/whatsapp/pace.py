"""How fast a line may write: 80 messages a second in all, and to one person one in six seconds after a burst of 45.

Source: developers.facebook.com/docs/whatsapp/cloud-api/overview, "Throughput" and "Pair rate limits".
"""

import time

from prilavok.sandboxes.whatsapp.refusals import Refusal

_IN_ALL, _BURST_IN_ALL = 80.0, 80.0
_PAIR, _BURST_OF_PAIR = 1 / 6, 45.0
_MOST_KEPT = 10_000


class Pace:
    """Token buckets of lines and pairs; a refused message costs nothing."""

    def __init__(self) -> None:
        self._left: dict[tuple[str, str], tuple[float, float]] = {}

    def take(self, line: str, person: str) -> None:
        """Count one message. Raises Refusal."""
        now = time.monotonic()
        if len(self._left) > _MOST_KEPT:
            self._left.clear()
        filled = []
        for key, rate, burst, code in (
            ((line, ""), _IN_ALL, _BURST_IN_ALL, 130429),
            ((line, person), _PAIR, _BURST_OF_PAIR, 131056),
        ):
            left, at = self._left.get(key, (burst, now))
            left = min(burst, left + (now - at) * rate)
            if left < 1.0:
                raise Refusal(code, "Message failed to send because too many were sent in a short period of time.")
            filled.append((key, left - 1.0))
        for key, left in filled:
            self._left[key] = (left, now)
