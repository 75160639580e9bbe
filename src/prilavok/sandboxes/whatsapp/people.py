"""What a person does in WhatsApp: writes, presses, sends, reacts, reads, orders, changes the phone, blocks."""

import base64
import hashlib
from collections.abc import Callable

from prilavok.sandboxes.whatsapp.memory import Json, Line, Memory, Person, message_id, person_id
from prilavok.sandboxes.whatsapp.sending import Sending
from prilavok.sandboxes.whatsapp.telling import Telling
from prilavok.sandboxes.whatsapp.writing import Impossible, Writing

LONGEST_TEXT = 4096
_FILES = {
    "image": "image/",
    "audio": "audio/",
    "voice": "audio/",
    "video": "video/",
    "document": "",
    "sticker": "image/",
}


class Deeds(Writing):
    """One deed each; `act` knows them by the word at the end of the address."""

    def __init__(self, memory: Memory, telling: Telling, sending: Sending) -> None:
        super().__init__(memory, telling)
        self._sending = sending
        self._known: dict[str, Callable[[Line, Person, Json], Json]] = {
            "say": self._say,
            "start": self._start,
            "press": self._press,
            "contact": self._contact,
            "place": self._place,
            "react": self._react,
            "order": self._order,
            "edit": self._edit,
            "remove": self._remove,
            "odd": self._odd,
            "read": self._read,
            "play": self._play,
            "block": self._block,
            "unblock": self._block,
            "stop_offers": self._offers,
            "allow_offers": self._offers,
            "renumber": self._renumber,
        }

    def act(self, deed: str, line: Line, person: Person, told: Json) -> Json:
        """Do it. Raises Impossible."""
        doing = self._known.get(deed)
        if doing is None:
            raise Impossible("act")
        return doing(line, person, told | {"deed": deed})

    def send_file(
        self, line: Line, person: Person, kind: str, mime: str, name: str, caption: str, content: bytes
    ) -> Json:
        """Send a file. kind: image, audio, voice, video, document, sticker. Raises Impossible."""
        mime = mime.partition(";")[0]
        if kind not in _FILES or not mime.startswith(_FILES[kind] or mime) or not content:
            raise Impossible("file")
        stored = self._memory.keep(line, mime, name[:200], content)
        told: Json = {"mime_type": mime, "sha256": _digest(content), "id": stored.id}
        if kind in {"audio", "voice"}:
            told["voice"] = kind == "voice"
            kind = "audio"
        if kind == "document":
            told["filename"] = stored.name or "file"
        if kind == "sticker":
            told["animated"] = False
        if caption and kind in {"image", "video", "document"}:
            told["caption"] = caption[:1024]
        return self._write(line, person, kind, told)

    def _say(self, line: Line, person: Person, told: Json) -> Json:
        text = str(told.get("text", "")).strip()
        if not 1 <= len(text) <= LONGEST_TEXT:
            raise Impossible("text")
        return self._write(line, person, "text", {"body": text}, answering=told.get("answering"))

    def _start(self, line: Line, person: Person, told: Json) -> Json:
        """A link of ours was opened (wa.me/<phone>?text=…), and the words it had ready were sent."""
        return self._say(line, person, {"text": told.get("payload", "")})

    def _press(self, line: Line, person: Person, told: Json) -> Json:
        """A button of ours, once each: the app takes buttons of a message away when one was pressed."""
        message, wanted = self._of_business(line, person, told), told.get("id")
        content: Json = message.get("interactive") or message.get("template") or {}
        buttons: list[Json] = content.get("buttons", [])
        found = next((one for one in buttons if one["id"] == wanted), None)
        if found is not None and message["type"] == "template":
            return self._write(
                line, person, "button", {"payload": wanted, "text": found["title"]}, answering=message["id"]
            )
        if found is not None:
            return self._write(
                line, person, "interactive", {"type": "button_reply", "button_reply": found}, answering=message["id"]
            )
        rows = [one for section in content.get("sections", []) for one in section["rows"]]
        chosen = next((one for one in rows if one["id"] == wanted), None)
        if chosen is None:
            raise Impossible("button")
        return self._write(
            line, person, "interactive", {"type": "list_reply", "list_reply": chosen}, answering=message["id"]
        )

    def _contact(self, line: Line, person: Person, told: Json) -> Json:
        """A card: one's own, or of the name and phone told. WhatsApp does not say whose it is."""
        phone, name = str(told.get("phone") or person.phone), str(told.get("name") or person.name)
        owner = self._memory.person(phone)
        entry = {"phone": f"+{phone}", "type": "CELL"} | ({"wa_id": phone} if owner else {})
        return self._write(
            line,
            person,
            "contacts",
            [{"name": {"first_name": name, "formatted_name": name}, "phones": [entry]}],
            answering=told.get("answering"),
        )

    def _place(self, line: Line, person: Person, told: Json) -> Json:
        shown = {name: told.get(name) for name in ("latitude", "longitude")}
        if not all(isinstance(one, int | float) and abs(one) <= 180 for one in shown.values()):
            raise Impossible("place")
        shown |= {name: told[name] for name in ("name", "address") if isinstance(told.get(name), str)}
        return self._write(line, person, "location", shown)

    def _react(self, line: Line, person: Person, told: Json) -> Json:
        """An emoji to a message; an empty one takes it back, and is then not told."""
        message, emoji = self._message(line, person, told), str(told.get("emoji", ""))[:16]
        message["reaction"] = emoji
        content = {"message_id": message["id"]} | ({"emoji": emoji} if emoji else {})
        return self._write(line, person, "reaction", content, shown=False)

    def _order(self, line: Line, person: Person, told: Json) -> Json:
        items = told.get("items")
        if not isinstance(items, list) or not items:
            raise Impossible("items")
        goods = [self._item(one) for one in items]
        order = {"catalog_id": str(told.get("catalog", "194836987003835")), "product_items": goods}
        text = str(told.get("text", ""))
        return self._write(line, person, "order", order | ({"text": text} if text else {}))

    def _item(self, told: object) -> Json:
        try:
            assert isinstance(told, dict)
            made = {"product_retailer_id": str(told["product"]), "quantity": int(told["quantity"])}
            made |= {"item_price": float(told["price"]), "currency": str(told["currency"])}
        except (AssertionError, KeyError, TypeError, ValueError, OverflowError):
            raise Impossible("items") from None
        return made

    def _edit(self, line: Line, person: Person, told: Json) -> Json:
        message, text = self._own(line, person, told), str(told.get("text", "")).strip()
        if message["type"] != "text" or not 1 <= len(text) <= LONGEST_TEXT:
            raise Impossible("text")
        message["text"] = {"body": text}
        edited = {"original_message_id": message["id"]}
        edited |= {"message": {"id": message["id"], "type": "text", "text": message["text"]}}
        return self._write(line, person, "edit", edited, shown=False)

    def _remove(self, line: Line, person: Person, told: Json) -> Json:
        message = self._own(line, person, told)
        message["removed"] = True
        return self._write(line, person, "revoke", {"original_message_id": message["id"]}, shown=False)

    def _odd(self, line: Line, person: Person, told: Json) -> Json:
        """What Cloud API does not carry, as a poll."""
        error = {"code": 131051, "title": "Message type unknown", "message": "Message type unknown"}
        error |= {"error_data": {"details": "Message type is currently not supported."}}
        kind = str(told.get("kind", "poll"))[:40]
        return self._write(line, person, "unsupported", {"type": kind}, more={"errors": [error]})

    def _read(self, line: Line, person: Person, told: Json) -> Json:
        """Open the chat: all that lies there is read."""
        chat = self._memory.chat(line, person)
        unread = [one for one in chat.messages if one.get("mine") and one["status"] == "delivered"]
        for one in unread:
            self._sending.become(line, person, one, "read")
        return {"read": len(unread)}

    def _play(self, line: Line, person: Person, told: Json) -> Json:
        message = self._of_business(line, person, told)
        if message["type"] != "audio" or message["status"] == "played":
            raise Impossible("file")
        self._sending.become(line, person, message, "played")
        return message

    def _block(self, line: Line, person: Person, told: Json) -> Json:
        """The business is not told."""
        chat = self._memory.chat(line, person)
        chat.blocked = told["deed"] == "block"
        chat.version += 1
        return {"blocked": chat.blocked}

    def _offers(self, line: Line, person: Person, told: Json) -> Json:
        chat = self._memory.chat(line, person)
        chat.no_offers = told["deed"] == "stop_offers"
        said = {"detail": f"User requested to {'stop' if chat.no_offers else 'resume'} marketing messages"}
        said |= {"category": "marketing_messages", "value": "stop" if chat.no_offers else "resume"}
        said |= person.named("wa_id", "user_id") | {"timestamp": str(int(self._memory.now()))}
        value = {"contacts": [person.contact()], "user_preferences": [said]}
        self._telling.tell(line, person.phone, value, "user_preferences")
        return {"no_offers": chat.no_offers}

    def _renumber(self, line: Line, person: Person, told: Json) -> Json:
        """Another phone: businesses know the person by another id from now on, and are told so."""
        phone, before = str(told.get("phone", "")), person.phone
        if not phone.isdigit() or not 7 <= len(phone) <= 15 or self._memory.person(phone):
            raise Impossible("phone")
        old, was = person.named("from", "from_user_id"), person.id
        del self._memory.people[person.id]
        person.id, person.phone = person_id(phone), phone
        person.was.append(was)
        self._memory.people[person.id] = person
        for one in self._memory.lines.values():
            chat = self._memory.chats.pop(f"{one.id} {before}", None)
            if chat is not None:
                self._memory.chats[f"{one.id} {phone}"] = chat
                self._tell_change(one, person, old, before)
        return {"id": person.id, "phone": phone}

    def _tell_change(self, line: Line, person: Person, old: Json, before: str) -> None:
        if person.hidden:
            system = {"body": f"User {person.name} changed their user id", "type": "user_changed_user_id"}
        else:
            system = {"body": f"User {person.name} changed from {before} to {person.phone}"}
            system |= {"wa_id": person.phone, "type": "user_changed_number"}
        told = old | {"id": message_id(), "timestamp": str(int(self._memory.now()))}
        # A hidden phone is hidden here as well, so `from` is the id that was.
        told = {"from": old["from_user_id"]} | told | {"type": "system", "system": system | {"user_id": person.id}}
        self._telling.tell(line, person.phone, {"contacts": [person.contact()], "messages": [told]})


def _digest(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()
