"""The sandbox of Viber over HTTP: the REST bot API, media, the person's side, and what may go wrong on purpose."""

import re
import time
from pathlib import Path
from urllib.parse import unquote

from prilavok.sandboxes.keeping import Kept
from prilavok.sandboxes.viber.judging import Refusal
from prilavok.sandboxes.viber.memory import PERSONAS, Bot, Chat, Json, Memory, Person
from prilavok.sandboxes.viber.methods import Methods
from prilavok.sandboxes.viber.people import LARGEST_FILE, PHONE, Impossible, People, stored
from prilavok.sandboxes.viber.telling import Telling
from prilavok.sandboxes.web import Answer, Application, Asked, Unreadable, json_answer, page_answer

LARGEST_REQUEST = 30 * 1024
#: methods that a token not seen before may begin with
_FIRST = {"set_webhook", "get_account_info"}
_MEDIA_LIVES = 3600.0  # seconds
_PAGE = (
    "<!doctype html><html lang=en><title>Viber</title><h1>Sandbox of Viber</h1><p>Nothing here reaches Viber: bots"
    " speak to /pa/, persons act at /user. See prilavok.sandboxes.viber.</p></html>"
)


class Viber:
    """One Viber. memory: file kept over restarts; first_bot: uri of the first token that comes."""

    def __init__(self, memory: Path | None = None, *, first_bot: str = "sandbox") -> None:
        self._first = first_bot
        self._kept = Kept(Memory, memory)
        self._memory = self._kept.memory
        for persona in PERSONAS:
            self._memory.people.setdefault(persona.id, persona)
        self._telling = Telling(self._memory, self._kept.changed)
        self._methods = Methods(self._memory, self._telling)
        self._people = People(self._memory, self._telling)

    def application(self) -> Application:
        return Application(self.answer, largest=LARGEST_FILE + 1, begin=self._kept.begin, end=self._end)

    async def answer(self, asked: Asked) -> Answer:
        """One request to its answer."""
        place = [unquote(part) for part in asked.path.strip("/").split("/")]
        if asked.method == "POST" and not asked.from_own_page:
            return json_answer({"ok": False, "error": "foreign_page"}, 403)
        if place[0] == "pa" and len(place) == 2:
            return await self._bot_api(place[1], asked)
        if place == [""] and asked.method == "GET":
            return page_answer(_PAGE)
        if place[0] == "media" and len(place) == 3:
            return self._media(place[1])
        if asked.path == "/sandbox/trouble":
            return self._telling.posting.answer_trouble(asked)
        if place[0] == "user" and len(place) <= 3:
            return self._user(place[1:], asked)
        return json_answer({"ok": False, "error": "not_found"}, 404)

    async def _bot_api(self, method: str, asked: Asked) -> Answer:
        trouble = self._telling.posting.trouble
        if asked.method != "POST":
            return Answer(405, b"Method Not Allowed", "text/plain")
        if trouble.refuse > 0:
            trouble.refuse -= 1
            return Answer(500, b"Internal Server Error", "text/plain")
        try:
            told = await self._run(method, asked)
        except Refusal as refusal:
            return json_answer(
                {"status": refusal.status, "status_message": refusal.words, "chat_hostname": "SN-CHAT-05_"}
            )
        if told is None:
            return Answer(404, b"Not Found", "text/plain")
        self._kept.changed()
        cut = trouble.lose > 0
        trouble.lose -= cut
        return json_answer({"status": 0, "status_message": "ok"} | told, cut=cut)

    async def _run(self, method: str, asked: Asked) -> Json | None:
        """The answer of a method, None where there is none of this name. Raises Refusal."""
        try:
            told = asked.json() if asked.body else {}
        except Unreadable:
            raise Refusal(3) from None
        if not isinstance(told, dict) or len(asked.body) > LARGEST_REQUEST:
            raise Refusal(3)
        token = asked.headers.get("x-viber-auth-token") or told.get("auth_token")
        if not token:
            raise Refusal(2, "missing_auth_token")
        bot = self._memory.bot_of(str(token), may_join=method in _FIRST, first=self._first)
        if bot is None:
            raise Refusal(2)
        if method == "set_webhook":
            return await self._methods.set_webhook(bot, told)
        known = self._methods.table.get(method)
        return known(bot, told) if known else None

    def _media(self, named: str) -> Answer:
        found = next((one for one in self._memory.files if one.id == named), None)
        if found is None or found.at < time.time() - _MEDIA_LIVES:
            return Answer(404, b"Not Found", "text/plain")
        return Answer(200, found.content, found.kind or "application/octet-stream")

    def _user(self, place: list[str], asked: Asked) -> Answer:
        """The door of stories; the package's page lists it."""
        try:
            told = asked.json() if asked.method == "POST" and asked.body and place[-1:] != ["file"] else {}
            if not isinstance(told, dict):
                raise Unreadable("the body is to be a JSON object")
            if not place:
                return self._everybody(asked, told)
            person = self._memory.people.get(_whole(place[0]))
            bot = self._memory.bot_named(str(told.get("bot") or asked.query.get("bot", "")))
            if person is None or bot is None or len(place) != 2:
                return json_answer({"ok": False, "error": "not_found"}, 404)
            if place[1] == "chat" and asked.method == "GET":
                return json_answer({"ok": True, "result": _chat_told(bot, person, bot.chat(person))})
            if asked.method != "POST":
                return json_answer({"ok": False, "error": "bad_method"}, 405)
            result = self._act(place[1], bot, person, asked, told)
        except Unreadable as trouble:
            return json_answer({"ok": False, "error": str(trouble)}, 400)
        except Impossible as trouble:
            return json_answer({"ok": False, "error": str(trouble)}, 409)
        self._kept.changed()
        return json_answer({"ok": True, "result": result})

    def _act(self, deed: str, bot: Bot, person: Person, asked: Asked, told: Json) -> Json:
        if deed != "file":
            return self._people.act(deed, bot, person, told)
        given = stored(asked.query.get("name", ""), asked.headers.get("content-type", ""), asked.body)
        home = f"http://{asked.headers.get('host', '')}"
        return self._people.send_file(bot, person, given, asked.query.get("text", ""), home)

    def _everybody(self, asked: Asked, told: Json) -> Answer:
        if asked.method != "POST":
            known = sorted(self._memory.people.values(), key=lambda one: one.id)
            return json_answer({"ok": True, "result": [_person_told(one) for one in known]})
        name, phone = str(told.get("name", "")).strip()[:64], re.sub(r"\D", "", str(told.get("phone", "")))
        language, country = str(told.get("language", "ru")), str(told.get("country", "KZ"))
        if not name or not PHONE.fullmatch(phone) or not all(len(one) == 2 for one in (language, country)):
            return json_answer({"ok": False, "error": "name, phone, language and country are needed"}, 400)
        made = self._memory.newcomer(name, phone, language, country)
        self._kept.changed()
        return json_answer({"ok": True, "result": _person_told(made)} if made else {"ok": False, "error": "full"})

    async def _end(self) -> None:
        await self._telling.posting.close()
        await self._kept.end()


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _person_told(person: Person) -> Json:
    told: Json = {"id": person.id, "name": person.name, "phone": person.phone}
    return told | {"language": person.language, "country": person.country, "online": person.online}


def _chat_told(bot: Bot, person: Person, chat: Chat) -> Json:
    messages = [
        {"token": one.token, "from": "bot" if one.ours else "person", "state": one.state, "message": one.told}
        for one in chat.messages
    ]
    told: Json = {"id": bot.id_of(person), "opened": chat.opened, "subscribed": chat.subscribed}
    return told | {"keyboard": chat.keyboard, "messages": messages}
