"""What a person does in Viber: opens a chat, writes, presses, shares, reads, stops the bot."""

import re
import secrets
import time
from urllib.parse import quote

from prilavok.sandboxes.viber.judging import LONGEST_TEXT, buttons_of
from prilavok.sandboxes.viber.memory import MOST_FILES, WELCOME_WITHIN, Bot, Json, Memory, Person, Stored
from prilavok.sandboxes.viber.telling import Telling

LARGEST_FILE = 2 * 1024 * 1024
PHONE = re.compile(r"[0-9]{7,15}")
_LONGEST_CONTEXT = 1_000
_KINDS = {"image": "picture", "video": "video"}


class Impossible(Exception):
    """What Viber would not let the person do."""


class People:
    """The deeds of persons; each gives what the story may want to know of it."""

    def __init__(self, memory: Memory, telling: Telling) -> None:
        self._memory = memory
        self._telling = telling

    def act(self, deed: str, bot: Bot, person: Person, told: Json) -> Json:
        """Raises Impossible."""
        chat = bot.chat(person)
        match deed:
            case "start":
                return self._start(bot, person, str(told.get("context", "")))
            case "say":
                text = str(told.get("text", "")).strip()
                if not 1 <= len(text) <= LONGEST_TEXT:
                    raise Impossible("text")
                return self._write(bot, person, {"type": "text", "text": text})
            case "press":
                return self._press(bot, person, str(told.get("body", "")), told.get("token"))
            case "contact":
                return self._card(bot, person, person.name, person.phone)
            case "card":
                return self._card(bot, person, str(told.get("name", "")), re.sub(r"\D", "", str(told.get("phone", ""))))
            case "place" | "sticker" | "link":
                return self._write(bot, person, _other(deed, told))
            case "read":
                return self._read(bot, person)
            case "block" | "unblock":
                return self._subscribe(bot, person, deed == "unblock")
            case "away" | "back":
                return self._be(bot, person, deed == "back")
            case "break":
                chat.broken = str(told.get("desc", ""))[:200]
                return {}
        raise Impossible("act")

    def send_file(self, bot: Bot, person: Person, given: Stored, text: str, home: str) -> Json:
        """A picture, a video or another file, to be fetched from here. Raises Impossible."""
        if not 1 <= len(given.content) <= LARGEST_FILE or len(text) > LONGEST_TEXT:
            raise Impossible("file")
        self._memory.files.append(given)
        del self._memory.files[:-MOST_FILES]
        kind = _KINDS.get(given.kind.partition("/")[0], "file")
        told: Json = {"type": kind, "media": f"{home}/media/{given.id}/{quote(given.name)}", "file_name": given.name}
        if kind != "picture":
            told["size"] = len(given.content)
        if kind == "video":
            told["duration"] = 1
        return self._write(bot, person, told | ({"text": text} if text else {}))

    def _start(self, bot: Bot, person: Person, context: str) -> Json:
        if len(context) > _LONGEST_CONTEXT:
            raise Impossible("context")
        chat, token = bot.chat(person), self._memory.next_token()
        chat.opened, chat.welcome = True, time.time() + WELCOME_WITHIN
        told: Json = {"type": "open", "user": bot.user(person), "subscribed": chat.subscribed}
        self._telling.started(bot, person, told | ({"context": context} if context else {}), token)
        return {"token": token}

    def _write(self, bot: Bot, person: Person, told: Json, *, silent: bool = False) -> Json:
        chat = bot.chat(person)
        # The first message subscribes, and no `subscribed` tells of it.
        chat.opened = chat.subscribed = True
        if chat.tracking:
            told = told | {"tracking_data": chat.tracking}
        message = self._memory.write(chat, told, ours=False)
        content = {"sender": bot.user(person), "message": told, "silent": silent}
        self._telling.tell(bot, person, "message", content, message.token)
        return {"token": message.token}

    def _press(self, bot: Bot, person: Person, body: str, token: object) -> Json:
        chat = bot.chat(person)
        if token is None:
            shown = chat.keyboard
        else:
            found = (one for one in chat.messages if one.token == token and one.ours and one.state != "failed")
            shown = next((one.told.get("rich_media") for one in found), None)
        button = next((one for one in buttons_of(shown) if one.get("ActionBody") == body), None)
        action = button.get("ActionType", "reply") if button else "none"
        if button is None or action in {"none", "location-picker"}:
            raise Impossible("button")
        if action == "open-url":
            return {"opens": body}
        if action == "share-phone":
            return self._card(bot, person, person.name, person.phone)
        return self._write(bot, person, {"type": "text", "text": body}, silent=button.get("Silent") is True)

    def _card(self, bot: Bot, person: Person, name: str, phone: str) -> Json:
        if not PHONE.fullmatch(phone):
            raise Impossible("phone")
        return self._write(bot, person, {"type": "contact", "contact": {"name": name, "phone_number": phone}})

    def _read(self, bot: Bot, person: Person) -> Json:
        unseen = [one for one in bot.chat(person).messages if one.state == "delivered"]
        if not unseen:
            raise Impossible("nothing_new")
        for one in unseen:
            one.state = "seen"
            self._telling.tell(bot, person, "seen", {"user_id": bot.id_of(person)}, one.token)
        return {"seen": [one.token for one in unseen]}

    def _subscribe(self, bot: Bot, person: Person, wanted: bool) -> Json:
        chat = bot.chat(person)
        if chat.subscribed == wanted:
            raise Impossible("not_subscribed" if not wanted else "nothing_new")
        chat.subscribed, chat.opened = wanted, True
        chat.welcome = 0.0
        event = "subscribed" if wanted else "unsubscribed"
        about: Json = {"user": bot.user(person)} if wanted else {"user_id": bot.id_of(person)}
        self._telling.tell(bot, person, event, about, self._memory.next_token())
        return {}

    def _be(self, bot: Bot, person: Person, online: bool) -> Json:
        """Off line and on again, for every bot; what waited is delivered."""
        person.online = online
        if not online:
            person.seen_at = int(time.time() * 1000)
            return {}
        for each in self._memory.bots.values():
            for one in each.chat(person).messages:
                if one.state == "sent":
                    self._telling.arrive(each, person, one)
        return {}


def stored(name: str, kind: str, content: bytes) -> Stored:
    """A file as it was sent just now."""
    return Stored(secrets.token_urlsafe(24), name[:256] or "file", kind[:100], content, time.time())


def _other(deed: str, told: Json) -> Json:
    """A place, a sticker or an address. Raises Impossible."""
    if deed == "link":
        url = str(told.get("url", ""))
        if not url.startswith(("https://", "http://")) or len(url) > 2_000:
            raise Impossible("url")
        return {"type": "url", "media": url}
    if deed == "sticker":
        if type(told.get("sticker_id")) is not int:
            raise Impossible("sticker")
        return {"type": "sticker", "sticker_id": told["sticker_id"]}
    north, east = told.get("lat"), told.get("lon")
    if not all(isinstance(one, int | float) and not isinstance(one, bool) and abs(one) <= 180 for one in (north, east)):
        raise Impossible("place")
    return {"type": "location", "location": {"lat": north, "lon": east}}
