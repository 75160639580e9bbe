"""The person's side over HTTP: JSON for stories that act as a person."""

import re
from urllib.parse import unquote

from prilavok.sandboxes.messenger.memory import Account, Json, Memory, Person
from prilavok.sandboxes.messenger.people import Impossible, People
from prilavok.sandboxes.messenger.refusal import Refusal
from prilavok.sandboxes.messenger.sending import WINDOW
from prilavok.sandboxes.web import Answer, Asked, Unreadable, json_answer

_PHONE = re.compile(r"\+?([0-9]{7,15})")
_LANGUAGES = ("ru", "kk", "en")
_MOST_HOURS = 24 * 365


class UserSide:
    """Requests of stories; the package's page lists them."""

    def __init__(self, memory: Memory, people: People) -> None:
        self._memory = memory
        self._people = people

    def answer(self, asked: Asked) -> Answer:
        """One request to its answer."""
        place = [unquote(part) for part in asked.path.strip("/").split("/")][1:]
        try:
            told = asked.json() if asked.method == "POST" and asked.body and place[-1:] != ["file"] else {}
            if not isinstance(told, dict):
                raise Unreadable("the body is to be a JSON object")
            return self._told(place, asked, told)
        except Unreadable as trouble:
            return json_answer({"ok": False, "error": str(trouble)}, 400)
        except Impossible as trouble:
            return json_answer({"ok": False, "error": str(trouble)}, 409)
        except Refusal:  # of a file
            return json_answer({"ok": False, "error": "file"}, 409)

    def _told(self, place: list[str], asked: Asked, told: Json) -> Answer:
        if not place:
            return self._everybody(asked, told)
        person = self._memory.people.get(_whole(place[0]))
        account = self._memory.account_named(str(told.get("account") or asked.query.get("account", "")))
        if person is None or account is None or len(place) != 2:
            return json_answer({"ok": False, "error": "not_found"}, 404)
        if place[1] == "chat" and asked.method == "GET":
            return json_answer({"ok": True, "result": self._seen(account, person)})
        if asked.method != "POST":
            return json_answer({"ok": False, "error": "bad_method"}, 405)
        if place[1] == "file":
            name, kind = asked.query.get("name", "file"), asked.headers.get("content-type", "")
            made = self._people.send_file(account, person, name, kind, asked.body)
            return json_answer({"ok": True, "result": made})
        return json_answer({"ok": True, "result": self._act(account, person, place[1], told)})

    def _act(self, account: Account, person: Person, act: str, told: Json) -> Json | None:
        people, mid = self._people, _word(told, "mid")
        if act == "say":
            return people.say(account, person, _word(told, "text"), mid)
        if act == "sticker":
            return people.send_sticker(account, person)
        if act == "start":
            people.start(account, person, _word(told, "ref"))
        elif act == "press":
            people.press(account, person, _word(told, "payload"))
        elif act == "contact":
            people.contact(account, person)
        elif act == "read":
            people.read(account, person)
        elif act in {"react", "unreact"}:
            people.react(account, person, mid, _word(told, "reaction", "love") if act == "react" else "")
        elif act == "edit":
            people.edit(account, person, mid, _word(told, "text"))
        elif act == "unsend":
            people.unsend(account, person, mid)
        elif act in {"block", "unblock"}:
            people.block(account, person, act == "block")
        elif act == "age":
            hours = told.get("hours")
            if not isinstance(hours, int | float) or isinstance(hours, bool) or not 0 < hours <= _MOST_HOURS:
                raise Unreadable("hours are to be a number")
            people.age(account, person, float(hours))
        else:
            raise Impossible("act")
        return None

    def _everybody(self, asked: Asked, told: Json) -> Answer:
        if asked.method != "POST":
            return json_answer({"ok": True, "result": [_person(one) for one in self._memory.people.values()]})
        first, last = _word(told, "first_name")[:64], _word(told, "last_name")[:64]
        phone, language = _PHONE.fullmatch(_word(told, "phone")), _word(told, "language", "ru")
        if not first or phone is None or language not in _LANGUAGES:
            return json_answer({"ok": False, "error": "first_name, phone and language are needed"}, 400)
        made = self._memory.newcomer(first, last, f"+{phone[1]}", language)
        return json_answer({"ok": True, "result": _person(made)} if made else {"ok": False, "error": "full"})

    def _seen(self, account: Account, person: Person) -> Json:
        """The thread as the person sees it, and the id by which this account knows them."""
        chat = self._people.chat(account, person)
        told: Json = {"id": account.scoped(person.id), "account": account.id, "started": chat.started}
        told |= {"blocked": chat.blocked, "typing": chat.typing, "seen": chat.seen, "messages": chat.messages}
        return told | {"window_until": int(chat.heard_at + WINDOW) if chat.started else None}


def _word(told: Json, name: str, otherwise: str = "") -> str:
    """Text of a field. Raises Unreadable."""
    value = told.get(name, otherwise)
    if not isinstance(value, str):
        raise Unreadable(f"{name} is to be text")
    return value


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _person(person: Person) -> Json:
    told = {"id": person.id, "first_name": person.first_name, "last_name": person.last_name}
    return told | {"username": person.username, "phone": person.phone, "language": person.language}
