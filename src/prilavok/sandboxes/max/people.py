"""What a person does in MAX: starts a bot, writes, presses, shares a contact or a file, stops it, clears the dialog."""

import hashlib
import hmac
import secrets
from collections.abc import Callable

from prilavok.sandboxes.max.bodies import shown
from prilavok.sandboxes.max.delivery import Delivery
from prilavok.sandboxes.max.memory import MOST_CALLBACKS, Bot, Callback, Dialog, Json, Memory, Person, now

LONGEST_TEXT, LONGEST_PAYLOAD = 4_000, 128
LARGEST_FILE = 2 * 1024 * 1024


class Impossible(Exception):
    """What the app would not let the person do."""


class People:
    """own: the sandbox's own address, in which files lie."""

    def __init__(self, memory: Memory, delivery: Delivery, own: str) -> None:
        self._memory, self._delivery, self._own = memory, delivery, own
        self.deeds: dict[str, Callable[[Bot, Person, Json], Json]] = {
            "start": self._start,
            "say": self._say,
            "press": self._press,
            "contact": self._contact,
            "card": self._card,
            "place": self._place,
            "sticker": self._sticker,
            "edit": self._edit,
            "remove": self._remove,
            "block": self._block,
            "unblock": self._unblock,
            "clear": self._clear,
            "delete": self._delete,
        }

    def send_file(self, bot: Bot, person: Person, name: str, kind: str, content: bytes) -> Json:
        """Send an image, a video, a voice or a file. Raises Impossible."""
        if kind not in {"image", "video", "audio", "file"} or not 1 <= len(content) <= LARGEST_FILE:
            raise Impossible("file")
        self._open(bot, person)
        stored = self._memory.store(kind, person.id)
        stored.name, stored.content, stored.full = name[:200] or "file", content, True
        return self._write(bot, person, {"text": "", "attachments": [shown(stored, self._own)]})

    def _start(self, bot: Bot, person: Person, told: Json) -> Json:
        """Open the bot by its link and press Start, which also lets a stopped bot write again."""
        payload = told.get("payload", "")
        if not isinstance(payload, str) or len(payload) > LONGEST_PAYLOAD:
            raise Impossible("payload")
        dialog = bot.dialog_with(person)
        dialog.started, dialog.stopped = True, False
        dialog.version += 1
        carried = {"payload": payload} if payload else {}
        return self._tell(bot, dialog, person, "bot_started", carried)

    def _say(self, bot: Bot, person: Person, told: Json) -> Json:
        text = str(told.get("text", "")).strip()
        if not 1 <= len(text) <= LONGEST_TEXT:
            raise Impossible("text")
        return self._write(bot, person, {"text": text}, str(told.get("answering", "")))

    def _press(self, bot: Bot, person: Person, told: Json) -> Json:
        """Press a button under a message; whoever stopped the bot cannot."""
        dialog = self._open(bot, person)
        message, payload = dialog.find(str(told.get("mid", ""))), told.get("payload")
        offered = [
            button
            for one in (message or {"body": {}})["body"].get("attachments", [])
            if one["type"] == "inline_keyboard"
            for row in one["payload"]["buttons"]
            for button in row
        ]
        if message is None or not any(one["type"] == "callback" and one["payload"] == payload for one in offered):
            raise Impossible("button")
        callback = Callback(secrets.token_urlsafe(60), dialog.id, message["body"]["mid"])
        bot.callbacks.append(callback)
        del bot.callbacks[:-MOST_CALLBACKS]
        dialog.notice = ""
        pressed = {"timestamp": now(), "callback_id": callback.id, "user": person.user(), "payload": payload}
        update: Json = {"callback": pressed, "message": message, "user_locale": person.locale}
        self._delivery.tell(bot, dialog.id, "message_callback", update)
        return update

    def _contact(self, bot: Bot, person: Person, told: Json) -> Json:
        """Press the button that asks for the contact: signed by MAX, under the bot's own token."""
        vcf = _vcf(f"{person.first_name} {person.last_name}".strip(), person.phone)
        signed = hmac.new(bot.token.encode(), vcf.encode(), hashlib.sha256).hexdigest()
        payload = {"vcf_info": vcf, "hash": signed, "max_info": person.user()}
        body: Json = {"text": "", "attachments": [{"type": "contact", "payload": payload}]}
        return self._write(bot, person, body, str(told.get("answering", "")))

    def _card(self, bot: Bot, person: Person, told: Json) -> Json:
        """Send somebody's card: nobody signs it."""
        payload = {"vcf_info": _vcf(str(told.get("name", ""))[:100], str(told.get("phone", ""))[:20])}
        return self._write(bot, person, {"text": "", "attachments": [{"type": "contact", "payload": payload}]})

    def _place(self, bot: Bot, person: Person, told: Json) -> Json:
        both = {name: told.get(name) for name in ("latitude", "longitude")}
        if any(isinstance(one, bool) or not isinstance(one, int | float) or abs(one) > 180 for one in both.values()):
            raise Impossible("place")
        return self._write(bot, person, {"text": "", "attachments": [{"type": "location"} | both]})

    def _sticker(self, bot: Bot, person: Person, told: Json) -> Json:
        stored = self._memory.store("sticker", person.id)
        stored.content, stored.full = b"a sticker", True
        payload = {"url": f"{self._own}/files/{stored.id}", "code": str(told.get("code", "4cbc1234"))[:40]}
        sticker = {"type": "sticker", "payload": payload, "width": 512, "height": 512}
        return self._write(bot, person, {"text": "", "attachments": [sticker]})

    def _edit(self, bot: Bot, person: Person, told: Json) -> Json:
        dialog, text = self._open(bot, person), str(told.get("text", "")).strip()
        message = self._own_message(dialog, person, told)
        if not 1 <= len(text) <= LONGEST_TEXT:
            raise Impossible("text")
        message["body"]["text"] = text
        dialog.version += 1
        self._delivery.tell(bot, dialog.id, "message_edited", {"message": message})
        return message

    def _remove(self, bot: Bot, person: Person, told: Json) -> Json:
        dialog = self._open(bot, person)
        message = self._own_message(dialog, person, told)
        dialog.messages.remove(message)
        dialog.version += 1
        update = {"message_id": message["body"]["mid"], "chat_id": dialog.id, "user_id": person.id}
        self._delivery.tell(bot, dialog.id, "message_removed", update)
        return update

    def _block(self, bot: Bot, person: Person, told: Json) -> Json:
        dialog = self._open(bot, person)
        dialog.stopped = True
        dialog.version += 1
        return self._tell(bot, dialog, person, "bot_stopped", {})

    def _unblock(self, bot: Bot, person: Person, told: Json) -> Json:
        """There is no word of its own for it: the person presses Start again."""
        return self._start(bot, person, {})

    def _clear(self, bot: Bot, person: Person, told: Json) -> Json:
        dialog = self._open(bot, person)
        dialog.messages = []
        dialog.version += 1
        return self._tell(bot, dialog, person, "dialog_cleared", {})

    def _delete(self, bot: Bot, person: Person, told: Json) -> Json:
        """The dialog leaves the person's list; the bot may not write until it is started again."""
        dialog = self._open(bot, person)
        dialog.messages, dialog.stopped = [], True
        dialog.version += 1
        return self._tell(bot, dialog, person, "dialog_removed", {})

    def _open(self, bot: Bot, person: Person) -> Dialog:
        dialog = bot.dialog_with(person)
        if not dialog.started:
            raise Impossible("not_started")
        if dialog.stopped:
            raise Impossible("blocked")
        return dialog

    def _own_message(self, dialog: Dialog, person: Person, told: Json) -> Json:
        message = dialog.find(str(told.get("mid", "")))
        if message is None or message["sender"]["user_id"] != person.id:
            raise Impossible("message")
        return message

    def _write(self, bot: Bot, person: Person, body: Json, answering: str = "") -> Json:
        dialog = self._open(bot, person)
        asked = dialog.find(answering) if answering else None
        link = {"type": "reply", "message": asked["body"], "sender": asked["sender"]} if asked else None
        dialog.notice = ""
        made = bot.message(dialog, person.user(), bot.id, body, link)
        self._delivery.tell(bot, dialog.id, "message_created", {"message": made, "user_locale": person.locale})
        return made

    def _tell(self, bot: Bot, dialog: Dialog, person: Person, kind: str, more: Json) -> Json:
        update: Json = {"chat_id": dialog.id, "user": person.user(), "user_locale": person.locale} | more
        if kind == "bot_started":
            update["user_id"] = person.id
        self._delivery.tell(bot, dialog.id, kind, update)
        return update


def _vcf(name: str, phone: str) -> str:
    return (
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:ez-vcard 0.12.1\r\nTEL;TYPE=cell:{phone}\r\nFN:{name}\r\nEND:VCARD\r\n"
    )
