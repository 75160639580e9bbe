"""What is said in a conversation, by a person or by the community, as messages of VK and the events they make."""

import json
import time

from prilavok.sandboxes.vk.memory import MOST_MESSAGES, Chat, Group, Json, Person, Stored, now
from prilavok.sandboxes.vk.telling import Telling

_LANGUAGES = {"ru": 0, "en": 3, "kk": 97}
_CLIENT: Json = {
    "button_actions": ["text", "vkpay", "open_app", "location", "open_link", "callback"],
    "keyboard": True,
    "inline_keyboard": True,
    "carousel": True,
}


def add_message(group: Group, person: int, *, out: bool, text: str = "", **more: object) -> Json:
    """A new message of the conversation. more: further fields of it; what is empty is left out."""
    chat = group.chat(person)
    group.last_message += 1
    chat.last += 1
    made: Json = {
        "date": now(),
        "from_id": -group.id if out else person,
        "id": group.last_message,
        "version": 10_000_000 + group.last_message,
        "out": int(out),
        "fwd_messages": [],
        "important": False,
        "is_hidden": False,
        "attachments": [],
        "conversation_message_id": chat.last,
        "text": text,
        "peer_id": person,
        "random_id": 0,
    } | {key: value for key, value in more.items() if value}
    chat.messages = [*chat.messages[-(MOST_MESSAGES - 1) :], made]
    return made


def answered(chat: Chat, number: object) -> Json | None:
    """A message as it stands within the one that answers it."""
    found = chat.named(number)
    keys = ("date", "from_id", "id", "text", "attachments", "conversation_message_id", "peer_id")
    return {key: found[key] for key in keys} if found else None


def say(telling: Telling, group: Group, person: Person, text: str = "", **more: object) -> Json:
    """A person says something: who never did allows the community to write to them."""
    chat = group.chat(person.id)
    allow(telling, group, person, "")
    if chat.ref:
        more |= {"ref": chat.ref[0], "ref_source": chat.ref[1]}
        chat.ref = []
    made = add_message(group, person.id, out=False, text=text, **more)
    client = _CLIENT | {"lang_id": _LANGUAGES[person.language]}
    telling.event(group, "message_new", {"message": made, "client_info": client}, person.id)
    return made


def allow(telling: Telling, group: Group, person: Person, key: str) -> None:
    """From now on the community may write to them."""
    chat = group.chat(person.id)
    if not chat.allowed:
        chat.allowed = True
        telling.event(group, "message_allow", {"user_id": person.id, "key": key}, person.id)


def forbid(telling: Telling, group: Group, person: Person) -> None:
    """From now on it may not."""
    chat = group.chat(person.id)
    if chat.allowed:
        chat.allowed = False
        telling.event(group, "message_deny", {"user_id": person.id}, person.id)


def press(telling: Telling, group: Group, person: Person, action: Json, payload: str, number: int) -> Json:
    """A button: its words are said, or VK asks the community what is to follow."""
    if action["type"] == "text":
        return say(telling, group, person, str(action["label"]), payload=payload)
    chat = group.chat(person.id)
    event = f"{group.id:x}{int(time.time() * 1000):x}{len(chat.presses):x}"
    chat.presses = {one: at for one, at in chat.presses.items() if at > time.time() - 60} | {event: time.time()}
    carried = json.loads(payload) if payload else None
    told = {"user_id": person.id, "peer_id": person.id, "event_id": event, "payload": carried}
    telling.event(group, "message_event", told | {"conversation_message_id": number}, person.id)
    return told


def attachment(stored: Stored, url: str) -> Json:
    """A file as a message holds it: a picture, a voice message or a document."""
    address = f"{url}/stored/{stored.owner}_{stored.id}/{stored.key}"
    named = {"id": stored.id, "owner_id": stored.owner, "access_key": stored.key, "date": now()}
    if stored.kind.startswith("image/"):
        size = {"type": "w", "url": address, "width": 800, "height": 600}
        more = {"album_id": -3, "text": "", "sizes": [{**size, "type": "s", "width": 75, "height": 56}, size]}
        return {"type": "photo", "photo": named | more | {"orig_photo": {**size, "type": "base"}}}
    if stored.kind.startswith("audio/ogg"):
        return {"type": "audio_message", "audio_message": named | {"duration": 3, "waveform": [], "link_ogg": address}}
    name, _, ending = stored.name.rpartition(".")
    doc = {"title": stored.name, "size": len(stored.content), "ext": ending if name else "", "type": 1, "url": address}
    return {"type": "doc", "doc": named | doc}
