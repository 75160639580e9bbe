"""Updates on their way to a bot: to all its subscriptions, or kept for long polling where it has none.

Source: the schema's "Receiving notifications" (again every 30 to 60 seconds, here sooner, until 200, not longer than
8 hours; any other answer is a failed delivery) and GET /updates. That a subscription ends without a word after those
hours is told by those it happened to (habr.com/ru/articles/1060586).
"""

import asyncio
import contextlib
import json
import time

from prilavok.sandboxes.max.memory import Bot, Json, Memory, Refusal, now
from prilavok.sandboxes.posting import Post, Posting, Trouble

_LONGEST_POLL = 30.0  # seconds
_LARGEST_PAGE = 100
EIGHT_HOURS = 8 * 3600.0


class MaxTrouble(Trouble, forbid_unknown_fields=True):
    """not_ready: so many coming messages with a file answer that it is not ready; limits: whether 429 is answered.

    gives_up_after: seconds in place of the eight hours.
    """

    not_ready: int = 0
    limits: bool = True
    gives_up_after: float = EIGHT_HOURS


class Delivery:
    """Carries the updates of all bots."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.posting = Posting(give_up=EIGHT_HOURS, gave_up=self._unsubscribe)
        self.trouble = MaxTrouble()
        self.posting.trouble = self.trouble
        self._woken: dict[int, asyncio.Event] = {}
        self._closing = False

    def set_trouble(self, trouble: MaxTrouble) -> None:
        self.trouble = self.posting.trouble = trouble
        self.posting.give_up = trouble.gives_up_after

    def tell(self, bot: Bot, dialog: int, kind: str, content: Json) -> None:
        """Something happened in this dialog."""
        update = json.loads(json.dumps({"update_type": kind, "timestamp": now()} | content))
        body = json.dumps(update, ensure_ascii=False).encode()
        for one in bot.subscriptions:
            if one.types is not None and kind not in one.types:
                continue
            headers = {"content-type": "application/json; charset=utf-8"}
            if one.secret:
                headers["X-Max-Bot-Api-Secret"] = one.secret
            line = f"{bot.id}:{dialog}:{one.url}"
            self.posting.tell(Post(line, one.url, body, headers, lambda answer: answer.status_code == 200))
        if not bot.subscriptions:
            bot.pending.append((bot.marker, update))
            bot.marker += 1
            self._event(bot).set()

    async def poll(self, bot: Bot, marker: int | None, limit: int, wait: float, types: set[str]) -> Json:
        """`GET /updates`: those below the marker are committed; one is waited for. Raises Refusal 405."""
        if bot.subscriptions:
            raise Refusal(405, "method.not.allowed", "Long polling is off while there is a subscription")
        if marker is not None:
            bot.pending = [(number, one) for number, one in bot.pending if number >= marker]
        until = time.monotonic() + min(wait, _LONGEST_POLL)
        while True:
            bot.forget_old()
            found = [one for one in bot.pending if not types or one[1]["update_type"] in types]
            found = found[: min(limit, _LARGEST_PAGE)]
            left = until - time.monotonic()
            if found or left <= 0 or self._closing or bot.subscriptions:
                break
            self._event(bot).clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._event(bot).wait(), left)
        return {"updates": [one for _, one in found], "marker": found[-1][0] + 1 if found else bot.marker}

    def unsubscribed(self, bot: Bot, url: str) -> None:
        """Nothing more goes there."""
        bot.subscriptions = [one for one in bot.subscriptions if one.url != url]
        self.posting.forget(url)

    async def close(self) -> None:
        """End waiting polls; what is pending stays pending."""
        self._closing = True
        for event in self._woken.values():
            event.set()
        await self.posting.close()

    def _event(self, bot: Bot) -> asyncio.Event:
        return self._woken.setdefault(bot.id, asyncio.Event())

    def _unsubscribe(self, post: Post) -> None:
        """It failed for all that time: the subscription is no more, and nobody is told."""
        bot = self._memory.bots.get(int(post.line.partition(":")[0]))
        if bot is not None:
            self.unsubscribed(bot, post.url)
