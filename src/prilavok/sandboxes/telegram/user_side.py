"""The person's side over HTTP: JSON for stories that act as a person, pages and live updates for a browser."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncGenerator, Callable
from importlib.resources import files
from urllib.parse import quote, unquote

from prilavok.sandboxes.telegram import pages, people
from prilavok.sandboxes.telegram.memory import Bot, Chat, Json, Memory, Person
from prilavok.sandboxes.telegram.people import Impossible
from prilavok.sandboxes.telegram.words import LANGUAGES
from prilavok.sandboxes.web import Answer, Asked, Unreadable, json_answer, page_answer

_MOST_STREAMS = 200
_PING = 5.0  # seconds; a line that is gone is noticed by then
_STATIC = {"chat.css": "text/css; charset=utf-8", "chat.js": "text/javascript; charset=utf-8"}
_PHONE = re.compile(r"[0-9]{7,15}")
_PICTURES = {"image/jpeg", "image/png"}
_YEAR = 365 * 24 * 3600


class UserSide:
    """wake: told of the bot that has something pending."""

    def __init__(self, memory: Memory, wake: Callable[[Bot], None]) -> None:
        self._memory = memory
        self._wake = wake
        self._ring = asyncio.Event()
        self._streams = 0
        self._closing = False

    def changed(self) -> None:
        """Open screens look again."""
        ring, self._ring = self._ring, asyncio.Event()
        ring.set()

    def close(self) -> None:
        self._closing = True
        self.changed()

    async def answer(self, asked: Asked) -> Answer:
        """One request of a person or a story."""
        place = [unquote(part) for part in asked.path.strip("/").split("/")]
        if asked.method == "POST" and not asked.from_own_page:
            return json_answer({"ok": False, "error": "foreign_page"}, 403)
        if place[0] == "static" and len(place) == 2 and place[1] in _STATIC:
            content = files("prilavok.sandboxes.telegram").joinpath("static", place[1]).read_bytes()
            return Answer(200, content, _STATIC[place[1]])
        if place[0] == "user" and len(place) <= 3:
            return self._json(place[1:], asked)
        language = self._language(asked)
        if place == [""]:
            return page_answer(pages.bots_page(list(self._memory.bots.values()), language))
        if place[0] != "t" or not 2 <= len(place) <= 3:
            return page_answer(pages.nothing_page(language), 404)
        bot = self._memory.bot_named(place[1])
        if bot is None:
            return page_answer(pages.no_bot_page(place[1], language), 404)
        return self._page(bot, place[2] if len(place) == 3 else "", asked, language)

    def _page(self, bot: Bot, act: str, asked: Asked, language: str) -> Answer:
        person = self._memory.people.get(_whole(asked.cookie("person")))
        payload = asked.query.get("start", "")
        kept = ("set-cookie", f"lang={language}; Path=/; Max-Age={_YEAR}; SameSite=Lax")
        if act == "who" and asked.method == "POST":
            return self._choose(bot, asked, language)
        if person is None or act == "who":
            return page_answer(pages.who_page(bot, people.known_people(self._memory), payload, language), 200, kept)
        chat = people.chat_with(bot, person)
        if act == "act" and asked.method == "POST":
            with contextlib.suppress(Impossible):  # the page no longer offers what became impossible meanwhile
                self._act(bot, person, {k: v for k, v in asked.form().items() if isinstance(v, str)})
            return _see_other(f"/t/{quote(bot.username)}")
        if act.startswith("file-"):
            return _file(bot, act.removeprefix("file-"))
        if act == "live":
            return self._live(chat)
        if act == "chat":
            return page_answer(pages.chat_parts(bot, chat, person, payload, language))
        if act:
            return page_answer(pages.nothing_page(language), 404)
        return page_answer(pages.chat_page(bot, chat, person, payload, language), 200, kept)

    def _choose(self, bot: Bot, asked: Asked, language: str) -> Answer:
        form = asked.form()
        payload, phone = str(form.get("start", "")), re.sub(r"\D", "", str(form.get("phone", "")))
        name = str(form.get("name", "")).strip()[:64]
        if form.get("person"):
            person = self._memory.people.get(_whole(str(form["person"])))
        elif name and _PHONE.fullmatch(phone):
            first, _, last = name.partition(" ")
            person = self._memory.newcomer(first, last.strip(), phone, language)
        else:
            person = None
        if person is None:
            everybody = people.known_people(self._memory)
            return page_answer(pages.who_page(bot, everybody, payload, language, wrong=True), 422)
        place = f"/t/{quote(bot.username)}" + (f"?start={quote(payload)}" if payload else "")
        cookie = f"person={person.id}; Path=/; HttpOnly; SameSite=Lax; Max-Age={_YEAR}"
        return _see_other(place, ("set-cookie", cookie))

    def _act(self, bot: Bot, person: Person, form: Json) -> object:
        """One deed of a person. Raises Impossible."""
        act, result = form.get("act", ""), None
        if act == "start":
            result = people.start(bot, person, str(form.get("payload", "")))
        elif act == "say":
            result = people.say(bot, person, str(form.get("text", "")))
        elif act == "contact":
            result = people.share_contact(bot, person, None, _whole(str(form.get("answering", ""))) or None)
        elif act == "card":
            result = people.share_contact(bot, person, self._other(form))
        elif act == "press":
            result = people.press(bot, person, _whole(str(form.get("message_id", ""))), str(form.get("data", "")))
        elif act in {"block", "unblock"}:
            people.block(bot, person, act == "block")
        else:
            raise Impossible("act")
        self.changed()
        self._wake(bot)
        return result

    def _other(self, form: Json) -> Person:
        """Whose card is forwarded: somebody of this Telegram, or a bare name and phone."""
        phone = re.sub(r"\D", "", str(form.get("phone_number", "")))
        known = next((one for one in self._memory.people.values() if one.phone == phone), None)
        if known is not None:
            return known
        if not _PHONE.fullmatch(phone):
            raise Impossible("phone")
        name = str(form.get("first_name", "")).strip()[:64] or "?"
        return Person(_whole(str(form.get("user_id", ""))), name, "", "", phone, "")

    def _json(self, place: list[str], asked: Asked) -> Answer:
        """The door of stories; the package's page lists it."""
        try:
            told = asked.json() if asked.method == "POST" and asked.body and place[-1:] != ["file"] else {}
            if not isinstance(told, dict):
                raise Unreadable("the body is to be a JSON object")
            return self._told(place, asked, told)
        except Unreadable as trouble:
            return json_answer({"ok": False, "error": str(trouble)}, 400)
        except Impossible as trouble:
            return json_answer({"ok": False, "error": str(trouble)}, 409)

    def _told(self, place: list[str], asked: Asked, told: Json) -> Answer:
        if not place:
            return self._everybody(asked, told)
        person = self._memory.people.get(_whole(place[0]))
        bot = self._named(str(told.get("bot") or asked.query.get("bot", "")))
        if person is None or bot is None or len(place) != 2:
            return json_answer({"ok": False, "error": "not_found"}, 404)
        if place[1] == "chat" and asked.method == "GET":
            return json_answer({"ok": True, "result": _chat_told(people.chat_with(bot, person))})
        if asked.method != "POST":
            return json_answer({"ok": False, "error": "bad_method"}, 405)
        if place[1] == "file":
            name, kind = asked.query.get("name", "file"), asked.headers.get("content-type", "")
            made = people.send_file(bot, person, name, kind, asked.body)
            self.changed()
            self._wake(bot)
            return json_answer({"ok": True, "result": made})
        return json_answer({"ok": True, "result": self._act(bot, person, told | {"act": place[1]})})

    def _everybody(self, asked: Asked, told: Json) -> Answer:
        if asked.method != "POST":
            return json_answer({"ok": True, "result": [_person_told(one) for one in people.known_people(self._memory)]})
        first, last = (str(told.get(name, ""))[:64] for name in ("first_name", "last_name"))
        phone, language = re.sub(r"\D", "", str(told.get("phone", ""))), str(told.get("language", "ru"))
        if not first or not _PHONE.fullmatch(phone) or language not in LANGUAGES:
            return json_answer({"ok": False, "error": "first_name, phone and language are needed"}, 400)
        made = self._memory.newcomer(first, last, phone, language)
        return json_answer({"ok": True, "result": _person_told(made)} if made else {"ok": False, "error": "full"})

    def _named(self, username: str) -> Bot | None:
        """The bot of this username; the only one when none is named."""
        if username:
            return self._memory.bot_named(username)
        return next(iter(self._memory.bots.values())) if len(self._memory.bots) == 1 else None

    def _language(self, asked: Asked) -> str:
        wished = [
            asked.query.get("lang", ""),
            asked.cookie("lang"),
            *re.findall(r"[a-z]{2}", asked.headers.get("accept-language", "")[:100]),
        ]
        return next((one for one in wished if one in LANGUAGES), "ru")

    def _live(self, chat: Chat) -> Answer:
        if self._streams >= _MOST_STREAMS:
            return json_answer({"ok": False, "error": "too many screens"}, 503, ("retry-after", "5"))
        return Answer(200, kind="text/event-stream", stream=self._events(chat))

    async def _events(self, chat: Chat) -> AsyncGenerator[bytes, None]:
        """A number whenever the chat looks different; an empty line of comment otherwise."""
        self._streams += 1
        shown = None
        try:
            while not self._closing:
                ring = self._ring  # taken before looking, so that no change falls between
                typing = chat.typing_until - time.time()
                looks = (chat.version, typing > 0)
                yield f"data: {looks[0]}\n\n".encode() if looks != shown else b":\n\n"
                shown = looks
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(ring.wait(), min(_PING, typing) if typing > 0 else _PING)
        finally:
            self._streams -= 1


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _see_other(place: str, *headers: tuple[str, str]) -> Answer:
    return Answer(303, b"", "text/plain", (("location", place), *headers))


def _person_told(person: Person) -> Json:
    return person.user() | {"phone": person.phone}


def _chat_told(chat: Chat) -> Json:
    told = {"started": chat.started, "blocked": chat.blocked, "keyboard": chat.keyboard, "messages": chat.messages}
    return told | {"notice": chat.notice, "typing": chat.typing_until > time.time(), "version": chat.version}


def _file(bot: Bot, identity: str) -> Answer:
    """A file of a chat: a picture as what it is, all else as bytes to be kept."""
    found = next((one for one in bot.files if one.id == identity), None)
    if found is None:
        return Answer(404, b"", "text/plain")
    return Answer(200, found.content, found.kind if found.kind in _PICTURES else "application/octet-stream")
