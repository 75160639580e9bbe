"""How fast a bot may write: about one message a second to a chat with short bursts, about 30 a second in all.

Source: core.telegram.org/bots/faq, "My bot is hitting limits": "In a single chat, avoid sending more than one message
per second. We may allow short bursts that go over this limit, but eventually you'll begin receiving 429 errors."
"""

import math
import time

from prilavok.sandboxes.telegram.markup import Refusal

_PER_CHAT, _BURST = 1.0, 4.0  # messages a second; messages at once
_IN_ALL, _BURST_IN_ALL = 30.0, 30.0
_MOST_KEPT = 10_000


class Pace:
    """Token buckets of bots and chats; a refused message costs nothing."""

    def __init__(self, on: bool) -> None:
        self.on = on
        self._left: dict[tuple[int, int], tuple[float, float]] = {}

    def take(self, bot: int, chat: int) -> None:
        """Count one message. Raises Refusal 429 with the seconds to wait."""
        if not self.on:
            return
        now = time.monotonic()
        if len(self._left) > _MOST_KEPT:
            self._left.clear()
        wanted = [((bot, chat), _PER_CHAT, _BURST), ((bot, 0), _IN_ALL, _BURST_IN_ALL)]
        filled = []
        for key, rate, burst in wanted:
            left, at = self._left.get(key, (burst, now))
            left = min(burst, left + (now - at) * rate)
            if left < 1.0:
                wait = max(1, math.ceil((1.0 - left) / rate))
                raise Refusal(429, f"Too Many Requests: retry after {wait}", wait)
            filled.append((key, left - 1.0))
        for key, left in filled:
            self._left[key] = (left, now)
