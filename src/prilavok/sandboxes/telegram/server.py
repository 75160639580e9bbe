"""The sandbox of Telegram over HTTP: the Bot API, files, the person's side, and what may go wrong on purpose."""

import asyncio
import contextlib
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from prilavok.sandboxes.telegram.delivery import Delivery, Trouble
from prilavok.sandboxes.telegram.markup import Refusal, bad, flag, number, structure
from prilavok.sandboxes.telegram.memory import Bot, Json, Webhook, remember, write_down
from prilavok.sandboxes.telegram.methods import Methods
from prilavok.sandboxes.telegram.pace import Pace
from prilavok.sandboxes.telegram.sent_files import FIELDS
from prilavok.sandboxes.telegram.user_side import UserSide
from prilavok.sandboxes.web import Answer, Application, Asked, Unreadable, Upload, json_answer

LARGEST_BODY = 12 * 1024 * 1024
_WRITE_EVERY = 0.5  # seconds between two looks whether the memory is to be written
_LONGEST_POLL = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
#: methods that a token not seen before may begin with
_FIRST = {"getme", "setwebhook"}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Telegram:
    """One Telegram. memory: file kept over restarts; first_bot: username of the first token that comes."""

    def __init__(self, memory: Path | None = None, *, first_bot: str = "sandbox_bot", limits: bool = True) -> None:
        self._file = memory
        self._first = first_bot
        self.memory = remember(memory)
        self._pace = Pace(limits)
        self._methods = Methods(self.memory, self._pace)
        self._delivery = Delivery(Trouble(), self._call)
        self._people = UserSide(self.memory, self._delivery.wake)
        self._written = self.memory.mark()
        self._writer: asyncio.Task[None] | None = None

    def application(self) -> Application:
        return Application(self.answer, largest=LARGEST_BODY, begin=self._begin, end=self._end)

    async def answer(self, asked: Asked) -> Answer:
        """One request to its answer."""
        if asked.path.startswith("/bot"):
            token, _, method = unquote(asked.path.removeprefix("/bot")).partition("/")
            return await self._bot_api(token, method, asked)
        if asked.path.startswith("/file/bot"):
            token, _, place = unquote(asked.path.removeprefix("/file/bot")).partition("/")
            return self._stored(token, place)
        if asked.path == "/sandbox/trouble":
            return self._trouble(asked)
        return await self._people.answer(asked)

    async def _bot_api(self, token: str, method: str, asked: Asked) -> Answer:
        try:
            if asked.method not in {"GET", "POST"} or not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
                raise Refusal(404, "Not Found")
            name = method.lower()  # "All methods in the Bot API are case-insensitive"
            bot = self.memory.bot_of(token, may_join=name in _FIRST, first=self._first)
            if bot is None:
                raise Refusal(401, "Unauthorized")
            if self._delivery.trouble.refuse > 0:
                self._delivery.trouble.refuse -= 1
                raise Refusal(500, "Internal Server Error")
            result, told = await self._run(bot, name, _parameters(asked))
        except Refusal as refusal:
            content: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            if refusal.retry_after is None:
                return json_answer(content, refusal.code)
            content["parameters"] = {"retry_after": refusal.retry_after}
            return json_answer(content, refusal.code, ("retry-after", str(refusal.retry_after)))
        cut = self._delivery.trouble.lose > 0 and name != "getupdates"
        if cut:
            self._delivery.trouble.lose -= 1
        return json_answer({"ok": True, "result": result} | ({"description": told} if told else {}), cut=cut)

    async def _run(self, bot: Bot, name: str, asked: Json) -> tuple[object, str]:
        """The result and what is said with it."""
        if name in {"setwebhook", "deletewebhook"}:
            return True, self._set_webhook(bot, asked if name == "setwebhook" else asked | {"url": ""})
        if name == "getwebhookinfo":
            return _webhook_told(bot), ""
        if name == "getupdates":
            _allow(bot, asked)
            limit, wait = number(asked, "limit", 100, 1, 100), number(asked, "timeout", 0, 0, _LONGEST_POLL)
            return await self._delivery.poll(bot, number(asked, "offset", 0, -(2**31), 2**31), limit, wait), ""
        return await self._call(bot, name, asked), ""

    async def _call(self, bot: Bot, method: str, asked: Json) -> object:
        known = self._methods.table.get(method.lower())
        if known is None:
            raise Refusal(404, "Not Found")
        result = known(bot, asked)
        self._people.changed()
        return result

    def _set_webhook(self, bot: Bot, asked: Json) -> str:
        """Set, change or take away where updates go. Raises Refusal."""
        url, secret = str(asked.get("url", "")), str(asked.get("secret_token", ""))
        was = bot.webhook
        if url:
            # The sandbox calls loopback only, and there, like a local Bot API server, plain http.
            if not _on_loopback(url):
                raise bad("bad webhook: the sandbox calls addresses of loopback only")
            if secret and not _SECRET.fullmatch(secret):
                raise bad("secret token contains unallowed characters")
            _allow(bot, asked)
        same = was is not None and (was.url, was.secret) == (url, secret)
        if not same:
            bot.webhook = Webhook(url, secret) if url else None
        if bot.webhook is not None:
            bot.webhook.most = number(asked, "max_connections", 40, 1, 100)
        if flag(asked, "drop_pending_updates"):
            bot.pending = []
        self._delivery.wake(bot)
        if url:
            return "Webhook is already set" if same else "Webhook was set"
        return "Webhook was deleted" if was else "Webhook is already deleted"

    def _stored(self, token: str, place: str) -> Answer:
        bot = self.memory.bot_of(token, may_join=False, first="")
        found = next((one for one in bot.files if f"documents/{one.id}" == place), None) if bot else None
        if found is None:
            return json_answer({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        return Answer(200, found.content, "application/octet-stream")

    def _trouble(self, asked: Asked) -> Answer:
        """GET tells, POST sets what goes wrong; see the package's page."""
        if asked.method == "POST" and asked.from_own_page:
            try:
                wanted = asked.json()
                limits = wanted.pop("limits", self._pace.on) if isinstance(wanted, dict) else None
                self._delivery.trouble = msgspec.convert(wanted, Trouble)
                self._pace.on = bool(limits)
            except (Unreadable, msgspec.ValidationError) as trouble:
                return json_answer({"error": str(trouble)}, 400)
        return json_answer(msgspec.to_builtins(self._delivery.trouble) | {"limits": self._pace.on})

    async def _begin(self) -> None:
        for bot in self.memory.bots.values():
            self._delivery.wake(bot)
        if self._file is not None:
            self._writer = asyncio.create_task(self._keep_written())

    async def _end(self) -> None:
        self._people.close()
        await self._delivery.close()
        if self._writer is not None:
            self._writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._writer
        self._write()

    async def _keep_written(self) -> None:
        while True:
            await asyncio.sleep(_WRITE_EVERY)
            self._write()

    def _write(self) -> None:
        if self._file is not None and (now := self.memory.mark()) != self._written:
            write_down(msgspec.json.encode(self.memory), self._file)
            self._written = now


def _on_loopback(url: str) -> bool:
    try:
        address = urlsplit(url)
        return address.scheme in {"http", "https"} and address.hostname in _LOOPBACK and address.port != 0
    except ValueError:
        return False


def _parameters(asked: Asked) -> Json:
    """Query, form, multipart and JSON alike. Raises Refusal."""
    try:
        given: Json = dict(asked.query) | asked.form()
        if asked.headers.get("content-type", "").startswith("application/json") and asked.body:
            told = asked.json()
            if not isinstance(told, dict):
                raise Unreadable
            given |= told
    except Unreadable:
        raise bad("can't parse parameters") from None
    return {key: value for key, value in given.items() if not isinstance(value, Upload) or key in FIELDS}


def _allow(bot: Bot, asked: Json) -> None:
    """`allowed_updates`: an empty list means all kinds; not given means as before."""
    wanted = structure(asked, "allowed_updates")
    if isinstance(wanted, list):
        bot.allowed = [str(one) for one in wanted][:50]


def _webhook_told(bot: Bot) -> Json:
    hook = bot.webhook
    told: Json = {"url": hook.url if hook else "", "has_custom_certificate": False}
    told["pending_update_count"] = len(bot.pending)
    if hook:
        told |= {"max_connections": hook.most, "ip_address": "127.0.0.1"}
        if hook.last_error:
            told |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
    return told | ({"allowed_updates": bot.allowed} if bot.allowed else {})
