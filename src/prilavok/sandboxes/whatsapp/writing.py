"""A message of a person: put into the chat, and told; and which message a deed is about."""

from prilavok.sandboxes.whatsapp.memory import Chat, Json, Line, Memory, Person, message_id
from prilavok.sandboxes.whatsapp.telling import Telling


class Impossible(Exception):
    """What the app would not let the person do."""


class Writing:
    """What every deed rests on."""

    def __init__(self, memory: Memory, telling: Telling) -> None:
        self._memory, self._telling = memory, telling

    def _write(
        self,
        line: Line,
        person: Person,
        kind: str,
        content: object,
        *,
        answering: object = None,
        shown: bool = True,
        more: Json | None = None,
    ) -> Json:
        """A message of the person: shown in the chat, and told. Raises Impossible."""
        chat = self._memory.chat(line, person)
        if chat.blocked:
            raise Impossible("blocked")
        at = int(self._memory.now())
        message = {"id": message_id(), "timestamp": str(at), "type": kind, kind: content} | (more or {})
        told = person.named("from", "from_user_id") | message
        if answering:
            found = chat.find(answering)
            if found is None:
                raise Impossible("answering")
            told["context"] = self._context(line, person, found)
        if kind not in {"edit", "revoke"}:
            chat.heard_at = self._memory.now()
        if shown:
            chat.add({"mine": False, "at": at} | told)
        chat.version += 1
        self._telling.tell(line, person.phone, {"contacts": [person.contact()], "messages": [told]})
        return told

    def _context(self, line: Line, person: Person, found: Json) -> Json:
        return {"from": line.display if found.get("mine") else person.phone, "id": found["id"]}

    def _message(self, line: Line, person: Person, told: Json) -> Json:
        chat: Chat = self._memory.chat(line, person)
        found = chat.find(told.get("message_id"))
        if found is None:
            raise Impossible("message")
        return found

    def _own(self, line: Line, person: Person, told: Json) -> Json:
        found = self._message(line, person, told)
        if found.get("mine"):
            raise Impossible("message")
        return found

    def _of_business(self, line: Line, person: Person, told: Json) -> Json:
        found = self._message(line, person, told)
        if not found.get("mine"):
            raise Impossible("message")
        return found
