"""Updates on their way to a bot: by its webhook with retries, or by long polling.

Source: core.telegram.org/bots/api, Getting updates, getUpdates, setWebhook, Making requests when getting updates. How
long the pauses between retries are is not promised there ("a reasonable amount of attempts"): ours grow from 0.2 s.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import httpx
import msgspec

from prilavok.sandboxes.telegram.markup import Refusal
from prilavok.sandboxes.telegram.memory import Bot, Json

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0  # seconds between tries
_ANSWER_WITHIN = 10.0
_LARGEST_REPLY = 64 * 1024


class Trouble(msgspec.Struct):
    """What may go wrong on the way, on purpose. repeat: each update comes so many times more; late: seconds held back;

    shuffle: neighbours change places; refuse: so many coming calls of a bot are answered 500; lose: they are carried
    out, but their answers are cut.
    """

    repeat: int = 0
    late: float = 0.0
    shuffle: bool = False
    refuse: int = 0
    lose: int = 0


class Delivery:
    """Carries the updates of all bots. call: what runs a method that a webhook's answer names."""

    def __init__(self, trouble: Trouble, call: Callable[[Bot, str, Json], Awaitable[object]]) -> None:
        self.trouble = trouble
        self._call = call
        self._woken: dict[int, asyncio.Event] = {}
        self._carriers: dict[int, asyncio.Task[None]] = {}
        self._polls: dict[int, object] = {}
        self._client: httpx.AsyncClient | None = None
        self._closing = False

    def wake(self, bot: Bot) -> None:
        """Something is pending, or where it goes has changed."""
        event = self._woken.setdefault(bot.id, asyncio.Event())
        event.set()
        carrier = self._carriers.get(bot.id)
        if bot.webhook is not None and not self._closing and (carrier is None or carrier.done()):
            self._carriers[bot.id] = asyncio.create_task(self._carry(bot))

    async def close(self) -> None:
        """End carriers and waiting polls; what is pending stays pending."""
        self._closing = True
        for event in self._woken.values():
            event.set()
        for task in self._carriers.values():
            task.cancel()
        await asyncio.gather(*self._carriers.values(), return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    async def poll(self, bot: Bot, offset: int, limit: int, wait: int) -> list[Json]:
        """`getUpdates`: forget those below the offset, wait for one at most `wait` seconds. Raises Refusal 409."""
        if bot.webhook is not None:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first",
            )
        if offset < 0:
            bot.pending = bot.pending[offset:]
        elif offset > 0:
            bot.pending = [one for one in bot.pending if one["update_id"] >= offset]
        mine = self._polls[bot.id] = object()
        self.wake(bot)  # another poll that waits is to end
        event, deadline = self._woken[bot.id], time.monotonic() + wait
        while not bot.pending and not self._closing and (left := deadline - time.monotonic()) > 0:
            event.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), left)
            if self._polls.get(bot.id) is not mine:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
        return bot.pending[:limit]

    async def _carry(self, bot: Bot) -> None:
        """Post until the webhook is gone: in order within a chat, chats beside each other up to max_connections."""
        self._client = self._client or httpx.AsyncClient(timeout=_ANSWER_WITHIN, trust_env=False)
        event, running = self._woken[bot.id], dict[int, asyncio.Task[bool]]()
        pause = FIRST_PAUSE
        try:
            while bot.webhook is not None:
                event.clear()
                bot.forget_old()
                running = {chat: task for chat, task in running.items() if not task.done()}
                for update in self._next(bot, running):
                    running[_chat(update)] = asyncio.create_task(self._deliver(bot, update))
                waits = [*running.values(), asyncio.create_task(event.wait())]
                done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
                waits[-1].cancel()
                failed = any(task in done and not task.result() for task in running.values())
                if failed:
                    await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2) if failed else FIRST_PAUSE
        finally:
            for task in running.values():
                task.cancel()

    def _next(self, bot: Bot, running: dict[int, asyncio.Task[bool]]) -> list[Json]:
        """The oldest update of each chat that has none under way, no more than there is room for."""
        room = (bot.webhook.most if bot.webhook else 0) - len(running)
        chosen: dict[int, Json] = {}
        for update in bot.pending:
            chat = _chat(update)
            if chat in running or len(chosen) >= room:
                continue
            if chat not in chosen:
                chosen[chat] = update
            elif self.trouble.shuffle and not update.get("shuffled"):
                first = chosen[chat]
                place, other = bot.pending.index(first), bot.pending.index(update)
                bot.pending[place], bot.pending[other] = update | {"shuffled": True}, first | {"shuffled": True}
                chosen[chat] = bot.pending[place]
                break
        return list(chosen.values())

    async def _deliver(self, bot: Bot, update: Json) -> bool:
        """Post one update, as often as trouble wants it. Returns whether it arrived."""
        if self.trouble.late:
            await asyncio.sleep(self.trouble.late)
        for _ in range(1 + self.trouble.repeat):
            if not await self._post(bot, update):
                return False
        bot.pending = [one for one in bot.pending if one["update_id"] != update["update_id"]]
        return True

    async def _post(self, bot: Bot, update: Json) -> bool:
        hook = bot.webhook
        if hook is None or self._client is None:
            return True
        headers = {"content-type": "application/json"}
        if hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        body = json.dumps({key: value for key, value in update.items() if key != "shuffled"})
        try:
            answer = await self._client.post(hook.url, content=body, headers=headers)
        except httpx.TimeoutException:
            trouble = "Read timeout expired"
        except (httpx.HTTPError, httpx.InvalidURL):
            trouble = "Connection refused"
        else:
            if answer.is_success:
                await self._call_back(bot, answer.content)
                return True
            trouble = f"Wrong response from the webhook: {answer.status_code} {_phrase(answer.status_code)}"
        hook.last_error_at, hook.last_error = int(time.time()), trouble
        return False

    async def _call_back(self, bot: Bot, content: bytes) -> None:
        """A method in the answer is carried out; its result is told to nobody."""
        if len(content) > _LARGEST_REPLY:
            return
        try:
            named = msgspec.json.decode(content)
        except (msgspec.DecodeError, RecursionError):
            return
        if isinstance(named, dict) and isinstance(named.get("method"), str):
            with contextlib.suppress(Refusal):
                await self._call(bot, named.pop("method"), named)


def _chat(update: Json) -> int:
    """Whose chat the update is about."""
    for content in update.values():
        if isinstance(content, dict):
            return int((content.get("chat") or content.get("from") or {}).get("id", 0))
    return 0


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
