"""Callbacks: made, signed, and told in the order of each chat; the welcome message comes back in an answer's body."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable

import httpx
import msgspec

from prilavok.sandboxes.posting import Post, Posting
from prilavok.sandboxes.viber.judging import Refusal, judge, wrong_on_the_telephone
from prilavok.sandboxes.viber.memory import Bot, Json, Memory, Message, Person

#: Callbacks, Re-try logic: "several times for an hour"
GIVE_UP = 3600.0
HOST = "SN-CHAT-05_"
_ANSWER_WITHIN = 10.0
_LARGEST_WELCOME = 30 * 1024


class Telling:
    """Tells bots what persons did. changed: called when the memory is worth keeping."""

    def __init__(self, memory: Memory, changed: Callable[[], None]) -> None:
        self.posting = Posting(give_up=GIVE_UP)
        self._memory = memory
        self._changed = changed

    def tell(self, bot: Bot, person: Person, event: str, content: Json, token: int) -> None:
        """Have the bot told, if it wants to hear of it."""
        self._post(bot, person, event, content, token, lambda answer: answer.status_code == 200)

    def started(self, bot: Bot, person: Person, content: Json, token: int) -> None:
        """`conversation_started`: what is in the answer's body is said to the person, once."""
        heard: list[bytes] = []

        def taken(answer: httpx.Response) -> bool:
            if answer.status_code == 200 and not heard:
                heard.append(answer.content)
                self._welcome(bot, person, answer.content, token)
            return answer.status_code == 200

        self._post(bot, person, "conversation_started", content, token, taken)

    async def ask(self, bot: Bot, url: str) -> str:
        """The `webhook` event, which must be answered before an address is kept; what went wrong, else ""."""
        body = _body("webhook", {}, self._memory.next_token())
        try:
            async with httpx.AsyncClient(timeout=_ANSWER_WITHIN, trust_env=False) as client:
                answer = await client.post(url, content=body, headers=_headers(bot, body))
        except (httpx.HTTPError, httpx.InvalidURL) as failed:
            return type(failed).__name__
        return "" if answer.status_code == 200 else str(answer.status_code)

    def arrive(self, bot: Bot, person: Person, message: Message) -> None:
        """What becomes of the bot's message on the person's telephone: failed, delivered, or nothing while offline."""
        chat = bot.chat(person)
        about = {"user_id": bot.id_of(person)}
        if wrong := chat.broken or wrong_on_the_telephone(message.told):
            message.state = "failed"
            self.tell(bot, person, "failed", about | {"desc": wrong}, message.token)
        elif person.online:
            message.state = "delivered"
            # A keyboard stands till the next message comes.
            chat.keyboard = message.told.get("keyboard")
            self.tell(bot, person, "delivered", about, message.token)

    def _welcome(self, bot: Bot, person: Person, content: bytes, token: int) -> None:
        chat = bot.chat(person)
        if not content or len(content) > _LARGEST_WELCOME or time.time() > chat.welcome:
            return
        try:
            told = msgspec.json.decode(content)
        except (msgspec.DecodeError, RecursionError):
            return
        if not isinstance(told, dict):
            return
        try:
            judge(told)
        except Refusal:
            return
        chat.welcome, chat.tracking = 0.0, str(told.get("tracking_data", ""))
        message = self._memory.write(chat, {k: v for k, v in told.items() if k != "auth_token"}, ours=True, token=token)
        self.arrive(bot, person, message)
        self._changed()

    def _post(
        self, bot: Bot, person: Person, event: str, content: Json, token: int, taken: Callable[[httpx.Response], bool]
    ) -> None:
        if bot.hears(event):
            body = _body(event, content, token)
            self.posting.tell(Post(f"{bot.uri}:{person.id}", bot.webhook, body, _headers(bot, body), taken))


def _body(event: str, content: Json, token: int) -> bytes:
    told = {"event": event, "timestamp": int(time.time() * 1000), "chat_hostname": HOST, "message_token": token}
    return json.dumps(told | content, ensure_ascii=False).encode()


def _headers(bot: Bot, body: bytes) -> dict[str, str]:
    signature = hmac.new(bot.token.encode(), body, hashlib.sha256).hexdigest()
    return {"content-type": "application/json; charset=UTF-8", "X-Viber-Content-Signature": signature}
