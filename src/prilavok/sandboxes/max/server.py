"""The sandbox of MAX over HTTP: the Bot API, the server of files, the person's side, and trouble on purpose."""

import re
import time
from html import escape
from pathlib import Path
from urllib.parse import unquote

import msgspec

from prilavok.sandboxes.keeping import Kept
from prilavok.sandboxes.max.delivery import Delivery, MaxTrouble
from prilavok.sandboxes.max.memory import PERSONAS, Bot, Json, Memory, Person, Refusal
from prilavok.sandboxes.max.methods import Methods
from prilavok.sandboxes.max.pace import Pace
from prilavok.sandboxes.max.people import Impossible, People
from prilavok.sandboxes.web import Answer, Application, Asked, Unreadable, Upload, json_answer, page_answer

LARGEST_BODY = 3 * 1024 * 1024
_NOUNS = {"me", "chats", "messages", "subscriptions", "updates", "answers", "uploads", "videos"}
_PHONE = re.compile(r"[0-9]{7,15}")
_LOCALES = {"ru", "kk", "en"}


class Max:
    """One MAX. port: where it is served, since it names its own files; memory: file kept over restarts."""

    def __init__(self, port: int, memory: Path | None = None, *, first_bot: str = "sandbox_bot") -> None:
        self._kept = Kept(Memory, memory, looks=True)
        self._first = first_bot
        own = f"http://127.0.0.1:{port}"
        self.memory = self._kept.memory
        for persona in PERSONAS:
            self.memory.people.setdefault(persona.id, persona)
        self._delivery = Delivery(self.memory)
        self._methods = Methods(self.memory, self._delivery, own)
        self._people = People(self.memory, self._delivery, own)
        self._pace = Pace()

    def application(self) -> Application:
        return Application(self.answer, largest=LARGEST_BODY, begin=self._kept.begin, end=self._end)

    async def answer(self, asked: Asked) -> Answer:
        """One request to its answer."""
        place = [unquote(part) for part in asked.path.strip("/").split("/")]
        if place[0] in _NOUNS:
            return await self._bot_api(asked, place)
        if asked.method == "POST" and not asked.from_own_page:
            return json_answer({"ok": False, "error": "foreign_page"}, 403)
        if asked.path == "/sandbox/trouble":
            return self._trouble(asked)
        if place[0] == "upload" and len(place) == 2:
            return self._take_file(asked, place[1])
        if place[0] == "files" and len(place) == 2:
            return self._give_file(place[1])
        if place[0] == "user" and len(place) <= 3:
            return self._user(asked, place[1:])
        return self._page(asked, place)

    async def _bot_api(self, asked: Asked, place: list[str]) -> Answer:
        trouble = self._delivery.trouble
        try:
            # "Passing the token in the query is no longer supported: use the header Authorization: <token>"
            token = asked.headers.get("authorization", "")
            may_join = place in (["me"], ["subscriptions"])
            bot = self.memory.bot_of(token, may_join=may_join, first=self._first)
            if bot is None:
                raise Refusal(401, "verify.token", "Invalid access_token")
            if trouble.limits:
                self._pace.take(bot.id, "updates" if place == ["updates"] else "calls")
            if trouble.refuse > 0:
                trouble.refuse -= 1
                raise Refusal(500, "internal.error", "Internal server error")
            result = await self._methods.answer(bot, asked, place)
        except Refusal as refusal:
            return json_answer({"code": refusal.code, "message": refusal.message}, refusal.status)
        cut = trouble.lose > 0 and place != ["updates"]
        if cut:
            trouble.lose -= 1
        return json_answer(result, cut=cut)

    def _take_file(self, asked: Asked, name: str) -> Answer:
        """The server of files: an image answers with tokens, a file with its own, video and audio with XML."""
        stored = next((one for one in self.memory.files if one.id == name), None)
        sent = next((one for one in asked.form().values() if isinstance(one, Upload)), None)
        if stored is None or stored.full or asked.method != "POST":
            return json_answer({"error_code": 404, "error_msg": "no such upload"}, 404)
        if sent is None or not sent.content:
            return json_answer({"error_code": 400, "error_msg": "no file in the form"}, 400)
        stored.name, stored.content, stored.full = sent.name[:200], sent.content, True
        if stored.kind == "image":
            return json_answer({"photos": {stored.id: {"token": stored.token}}})
        if stored.kind == "file":
            return json_answer({"fileId": int(stored.id[:12], 16), "token": stored.token})
        return Answer(200, b"<retval>1</retval>", "text/xml")

    def _give_file(self, name: str) -> Answer:
        stored = next((one for one in self.memory.files if one.id == name and one.full), None)
        if stored is None:
            return json_answer({"code": "not.found", "message": "No such file"}, 404)
        return Answer(200, stored.content, "application/octet-stream")

    def _user(self, asked: Asked, place: list[str]) -> Answer:
        told = asked.json() if asked.method == "POST" and place[1:] != ["file"] and asked.body else {}
        if not isinstance(told, dict):
            raise Unreadable("not an object")
        if not place:
            return self._everybody(asked, told)
        person = self.memory.people.get(int(place[0])) if re.fullmatch(r"[0-9]{1,15}", place[0]) else None
        bot = self._named(str(told.get("bot") or asked.query.get("bot", "")))
        if person is None or bot is None or len(place) != 2:
            return json_answer({"ok": False, "error": "not_found"}, 404)
        if place[1] == "chat" and asked.method == "GET":
            return json_answer({"ok": True, "result": self._chat(bot, person)})
        if asked.method != "POST":
            return json_answer({"ok": False, "error": "bad_method"}, 405)
        try:
            if place[1] == "file":
                name, kind = asked.query.get("name", "file"), asked.query.get("kind", "file")
                return json_answer({"ok": True, "result": self._people.send_file(bot, person, name, kind, asked.body)})
            deed = self._people.deeds.get(place[1])
            if deed is None:
                raise Impossible("act")
            return json_answer({"ok": True, "result": deed(bot, person, told)})
        except Impossible as refusal:
            return json_answer({"ok": False, "error": str(refusal)}, 409)

    def _everybody(self, asked: Asked, told: Json) -> Answer:
        if asked.method != "POST":
            people = sorted(self.memory.people.values(), key=lambda one: one.id)
            return json_answer({"ok": True, "result": [_told(one) for one in people]})
        first, last = (str(told.get(name, ""))[:64] for name in ("first_name", "last_name"))
        phone, locale = re.sub(r"\D", "", str(told.get("phone", ""))), str(told.get("language", "ru"))
        if not first or not _PHONE.fullmatch(phone) or locale not in _LOCALES:
            return json_answer({"ok": False, "error": "first_name, phone and language are needed"}, 400)
        made = self.memory.newcomer(first, last, phone, locale)
        return json_answer({"ok": True, "result": _told(made)} if made else {"ok": False, "error": "full"})

    def _named(self, username: str) -> Bot | None:
        """The bot of this username; the only one when none is named."""
        bots = list(self.memory.bots.values())
        if username:
            return next((one for one in bots if one.username == username), None)
        return bots[0] if len(bots) == 1 else None

    def _chat(self, bot: Bot, person: Person) -> Json:
        dialog = bot.dialog_with(person)
        told = {"chat_id": dialog.id, "started": dialog.started, "blocked": dialog.stopped, "notice": dialog.notice}
        action = dialog.action if dialog.action_until > time.time() else ""
        return told | {"messages": dialog.messages, "action": action, "version": dialog.version}

    def _trouble(self, asked: Asked) -> Answer:
        """GET tells, POST replaces what goes wrong; see the package's page."""
        if asked.method == "POST":
            try:
                self._delivery.set_trouble(msgspec.convert(asked.json(), MaxTrouble))
            except (Unreadable, msgspec.ValidationError) as trouble:
                return json_answer({"error": str(trouble)}, 400)
        return json_answer(msgspec.to_builtins(self._delivery.trouble))

    def _page(self, asked: Asked, place: list[str]) -> Answer:
        """What this is; and where max.ru/<bot>?start=<payload> would lead."""
        names = [one.username for one in self.memory.bots.values()]
        if place != [""] and place[0] not in names:
            return json_answer({"code": "not.found", "message": "Unknown path"}, 404)
        carried = asked.query.get("start", "")
        words = f"the link of the bot {place[0]} with “{carried}”" if place != [""] else f"bots: {', '.join(names)}"
        title = "Sandbox of MAX"
        page = (
            f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>{escape(words)}"
        )
        return page_answer(page)

    async def _end(self) -> None:
        await self._delivery.close()
        await self._kept.end()


def _told(person: Person) -> Json:
    return person.user() | {"phone": person.phone}
