"""What a person does in Messenger and Instagram, and what an account hears of it."""

import time
from collections.abc import Mapping
from typing import Any

from prilavok.sandboxes.messenger.events import Events, now_ms
from prilavok.sandboxes.messenger.files import Files
from prilavok.sandboxes.messenger.memory import Account, Chat, Json, Person
from prilavok.sandboxes.messenger.payloads import LONGEST_TEXT
from prilavok.sandboxes.messenger.sending import new_mid

EDITABLE = 15 * 60  # seconds in which a message may be edited
MOST_EDITS = 5
LARGEST_REF = 2083
_THUMB = 369239263222822
_EMOJI = {"love": "\u2764", "like": "\U0001f44d", "dislike": "\U0001f44e", "smile": "\U0001f606", "wow": "\U0001f62e",
          "sad": "\U0001f622", "angry": "\U0001f620", "other": "\U0001f389"}  # fmt: skip


class Impossible(Exception):
    """The app would not have let it happen; its word is a code."""


class People:
    """Deeds of people. Each raises Impossible where the app would not offer it."""

    def __init__(self, events: Events, files: Files) -> None:
        self._events = events
        self._files = files

    def chat(self, account: Account, person: Person) -> Chat:
        """The thread; made where there is none, and not begun by it."""
        return account.chats.setdefault(person.id, Chat())

    def start(self, account: Account, person: Person, ref: str) -> None:
        """Open the link of the account: a new thread begins with a press of Get Started where there is that button."""
        chat = self._free(account, person)
        if len(ref) > LARGEST_REF:
            raise Impossible("ref")
        page, button = account.kind == "page", account.profile.get("get_started")
        if chat.started:
            if ref:
                self._refer(account, person, ref)
            return
        if not page or not isinstance(button, dict):
            chat.ref = ref  # told with the first words
            return
        self._heard(chat)
        told: Json = {"mid": new_mid(account.kind), "title": "Get Started", "payload": str(button.get("payload", ""))}
        told |= {"referral": _referral(account, ref)} if ref else {}
        self._events.tell(account, person.id, "messaging_postbacks", {"postback": told})

    def say(self, account: Account, person: Person, text: str, about: str = "", **more: Any) -> Json:
        """A message of theirs. about: the mid it answers. more: what else it holds."""
        chat = self._free(account, person)
        if len(text) > LONGEST_TEXT or not (text.strip() or more.get("attachments")):
            raise Impossible("text")
        if about and chat.find(about) is None:
            raise Impossible("message")
        told: Json = {"mid": new_mid(account.kind)} | ({"text": text} if text else {}) | more
        told |= {"reply_to": {"mid": about}} if about else {}
        ref, chat.ref = chat.ref, ""
        if ref and account.kind == "page":
            self._refer(account, person, ref)
        elif ref:
            told["referral"] = _referral(account, ref)
        self._heard(chat)
        made = chat.add({"ours": False, "timestamp": now_ms(), "text": "", "attachments": [], "edits": 0} | told)
        self._events.tell(account, person.id, "messages", {"message": told}, at=made["timestamp"])
        return made

    def press(self, account: Account, person: Person, payload: str) -> None:
        """A button of a template, or a quick reply under the last message."""
        chat = self._free(account, person)
        theirs = [one for one in chat.messages if one["ours"]]
        quick = theirs[-1]["quick_replies"] if theirs and chat.messages[-1]["ours"] else []
        for one in quick:
            if one.get("payload") == payload:
                self.say(account, person, one["title"], quick_reply={"payload": payload})
                return
        for message in reversed(theirs):
            for button in _buttons(message):
                if button["type"] == "postback" and button["payload"] == payload:
                    self._heard(chat)
                    told = {"mid": new_mid(account.kind), "title": button["title"], "payload": payload}
                    self._events.tell(account, person.id, "messaging_postbacks", {"postback": told})
                    return
        raise Impossible("button")

    def contact(self, account: Account, person: Person) -> None:
        """Share the own phone, where the last message asks for it: words and payload are both the number."""
        chat = self._free(account, person)
        last = chat.messages[-1] if chat.messages else {}
        if not any(one["content_type"] == "user_phone_number" for one in last.get("quick_replies", [])):
            raise Impossible("phone")
        self.say(account, person, person.phone, quick_reply={"payload": person.phone})

    def send_file(self, account: Account, person: Person, name: str, mime: str, content: bytes) -> Json:
        """A picture, a video, words spoken, or any other file, by its type."""
        kind = mime.partition("/")[0]
        stored = self._files.keep(name, kind if kind in {"image", "video", "audio"} else "file", mime, content)
        shown = {"type": stored.type, "payload": {"url": self._files.address(stored)}}
        return self.say(account, person, "", attachments=[shown])

    def send_sticker(self, account: Account, person: Person) -> Json:
        """The thumb: a picture with a number of its own."""
        stored = self._files.keep("thumb.png", "image", "image/png", b"\x89PNG\r\n\x1a\n")
        payload = {"url": self._files.address(stored), "sticker_id": _THUMB}
        return self.say(account, person, "", attachments=[{"type": "image", "payload": payload}])

    def read(self, account: Account, person: Person) -> None:
        """See all that was said: Messenger tells up to when, Instagram which was the last."""
        chat = self._free(account, person)
        theirs = [one for one in chat.messages if one["ours"]]
        if not theirs:
            raise Impossible("nothing")
        for one in theirs:
            one["read"] = True
        if account.kind == "page":
            self._events.tell(account, person.id, "message_reads", {"read": {"watermark": now_ms()}})
        else:
            self._events.tell(account, person.id, "messaging_seen", {"read": {"mid": theirs[-1]["mid"]}})

    def react(self, account: Account, person: Person, mid: str, reaction: str) -> None:
        """Put a sign to a message; "" takes it away."""
        chat = self._free(account, person)
        message = chat.find(mid)
        if message is None or (reaction and reaction not in _EMOJI) or (not reaction and not message.get("reaction")):
            raise Impossible("message" if message is None else "reaction")
        message["reaction"] = reaction
        told: Json = {"mid": mid, "action": "react" if reaction else "unreact"}
        told |= {"reaction": reaction, "emoji": _EMOJI[reaction]} if reaction else {}
        if reaction:
            self._heard(chat)
        self._events.tell(account, person.id, "message_reactions", {"reaction": told})

    def edit(self, account: Account, person: Person, mid: str, text: str) -> None:
        """Change what they said, soon after and not too often."""
        message = self._own(account, person, mid)
        late = now_ms() - message["timestamp"] > EDITABLE * 1000
        if late or message["edits"] >= MOST_EDITS or not message["text"]:
            raise Impossible("late" if late else "edit")
        if not 0 < len(text.strip()) <= LONGEST_TEXT:
            raise Impossible("text")
        message["text"], message["edits"] = text, message["edits"] + 1
        field = "message_edits" if account.kind == "page" else "message_edit"
        told = {"mid": mid, "text": text, "num_edit": message["edits"]}
        self._events.tell(account, person.id, field, {"message_edit": told})

    def unsend(self, account: Account, person: Person, mid: str) -> None:
        """Take back what they said: Instagram tells of it, Messenger does not."""
        message = self._own(account, person, mid)
        self.chat(account, person).messages.remove(message)
        if account.kind == "instagram":
            self._events.tell(account, person.id, "messages", {"message": {"mid": mid, "is_deleted": True}})

    def block(self, account: Account, person: Person, blocked: bool) -> None:
        """Let nothing of the account in any more, or again; nobody is told."""
        self.chat(account, person).blocked = blocked

    def age(self, account: Account, person: Person, hours: float) -> None:
        """Let so many hours have passed since they last wrote."""
        self.chat(account, person).heard_at -= hours * 3600

    def _free(self, account: Account, person: Person) -> Chat:
        chat = self.chat(account, person)
        if chat.blocked:
            raise Impossible("blocked")
        return chat

    def _own(self, account: Account, person: Person, mid: str) -> Json:
        message = self._free(account, person).find(mid)
        if message is None or message["ours"]:
            raise Impossible("message")
        return message

    def _heard(self, chat: Chat) -> None:
        """The window is open from now on."""
        chat.started, chat.heard_at, chat.seen = True, time.time(), False

    def _refer(self, account: Account, person: Person, ref: str) -> None:
        self._heard(self.chat(account, person))
        field = "messaging_referrals" if account.kind == "page" else "messaging_referral"
        self._events.tell(account, person.id, field, {"referral": _referral(account, ref)})


def _referral(account: Account, ref: str) -> Json:
    source = "SHORTLINK" if account.kind == "page" else "IGME-SOURCE-LINK"
    return {"ref": ref, "source": source, "type": "OPEN_THREAD"}


def _buttons(message: Mapping[str, Any]) -> list[Json]:
    template = message.get("template", {})
    cards = [template, *template.get("elements", [])]
    return [button for card in cards for button in card.get("buttons", [])]
