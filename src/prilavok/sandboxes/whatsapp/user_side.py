"""The person's side over HTTP: JSON for stories that act as a person."""

import re
from urllib.parse import unquote

from prilavok.sandboxes.web import Answer, Asked, Unreadable, json_answer
from prilavok.sandboxes.whatsapp.memory import MOST_PEOPLE, Json, Line, Memory, Person, person_id
from prilavok.sandboxes.whatsapp.people import Deeds
from prilavok.sandboxes.whatsapp.writing import Impossible

_PHONE = re.compile(r"[1-9][0-9]{6,14}")
_USERNAME = re.compile(r"[a-z0-9_.]{3,35}")


class UserSide:
    """What stories ask of people."""

    def __init__(self, memory: Memory, deeds: Deeds) -> None:
        self._memory, self._deeds = memory, deeds

    def answer(self, asked: Asked) -> Answer:
        """One request of a story; the package's page lists them."""
        place = [unquote(part) for part in asked.path.strip("/").split("/")[1:]]
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
        person = self._memory.person(place[0])
        if person is None or len(place) != 2:
            return json_answer({"ok": False, "error": "not_found"}, 404)
        if place[1] == "hide" and asked.method == "POST":
            return _fine(self._hide(person, told))
        line = self._line(str(told.get("line") or asked.query.get("line", "")))
        if line is None:
            return json_answer({"ok": False, "error": "no_line"}, 404)
        if place[1] == "chat" and asked.method == "GET":
            return _fine(self._chat(line, person))
        if asked.method != "POST":
            return json_answer({"ok": False, "error": "bad_method"}, 405)
        if place[1] == "file":
            query = asked.query
            mime = asked.headers.get("content-type", "")
            made = self._deeds.send_file(
                line,
                person,
                query.get("kind", "document"),
                mime,
                query.get("name", ""),
                query.get("caption", ""),
                asked.body,
            )
            return _fine(made)
        return _fine(self._deeds.act(place[1], line, person, told))

    def _everybody(self, asked: Asked, told: Json) -> Answer:
        if asked.method != "POST":
            return _fine([_shown(one) for one in self._memory.people.values()])
        name, phone = str(told.get("name", "")).strip()[:100], re.sub(r"\D", "", str(told.get("phone", "")))
        if not name or not _PHONE.fullmatch(phone):
            return json_answer({"ok": False, "error": "name and phone are needed"}, 400)
        known = self._memory.person(phone)
        if known is None:
            if len(self._memory.people) >= MOST_PEOPLE:
                return json_answer({"ok": False, "error": "full"}, 409)
            known = Person(person_id(phone), name, phone)
            self._memory.people[known.id] = known
        if "hidden" in told or "username" in told:
            self._hide(known, told)
        return _fine(_shown(known))

    def _hide(self, person: Person, told: Json) -> Json:
        """Take a username, and have businesses not told the phone, or told again. Raises Impossible."""
        username = str(told.get("username", person.username)).removeprefix("@")
        if username and not _USERNAME.fullmatch(username):
            raise Impossible("username")
        person.username, person.hidden = username, bool(told.get("hidden", True))
        return _shown(person)

    def _chat(self, line: Line, person: Person) -> Json:
        chat = self._memory.chat(line, person)
        return {
            "blocked": chat.blocked,
            "no_offers": chat.no_offers,
            "messages": chat.messages,
            "typing": chat.typing_until > self._memory.now(),
            "version": chat.version,
        }

    def _line(self, name: str) -> Line | None:
        """By id or phone; the only one when none is named."""
        lines = list(self._memory.lines.values())
        if name:
            return next((one for one in lines if name in {one.id, one.display}), None)
        return lines[0] if len(lines) == 1 else None


def _fine(result: object) -> Answer:
    return json_answer({"ok": True, "result": result})


def _shown(person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "phone": person.phone,
        "username": person.username,
        "hidden": person.hidden,
    }
