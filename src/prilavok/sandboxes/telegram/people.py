"""What a person does in Telegram: starts a bot, writes, shares a contact, presses buttons, blocks."""

import re
import secrets
import time

from prilavok.sandboxes.telegram.markup import entities
from prilavok.sandboxes.telegram.memory import Bot, Chat, Json, Memory, Person

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
LONGEST_TEXT = 4096
LARGEST_FILE = 2 * 1024 * 1024
_MOST_QUERIES = 10_000


class Impossible(Exception):
    """What a Telegram app would not let the person do; the code is for the page's words."""


def chat_with(bot: Bot, person: Person) -> Chat:
    """The chat of the two, made when they never met."""
    return bot.chats.setdefault(person.id, Chat())


def start(bot: Bot, person: Person, payload: str) -> Json:
    """Press START; unblocks. payload: of the link that was opened, or "". Raises Impossible."""
    if payload and not PAYLOAD.fullmatch(payload):
        raise Impossible("payload")
    chat = chat_with(bot, person)
    if chat.blocked:
        block(bot, person, False)
    chat.started = True
    return _write(bot, person, {"text": f"/start {payload}" if payload else "/start"})


def say(bot: Bot, person: Person, text: str) -> Json:
    """Write a message. Raises Impossible."""
    text = text.strip()
    if not 1 <= len(text) <= LONGEST_TEXT:
        raise Impossible("text")
    if text.split()[0] == "/start":
        chat_with(bot, person).started = True
    return _write(bot, person, {"text": text})


def share_contact(bot: Bot, person: Person, other: Person | None, answering: int | None = None) -> Json:
    """Share one's own phone, or forward the card of somebody else: then `user_id` is that person's, or absent
    when they are not in Telegram (id 0). answering: the message whose button was pressed. Raises Impossible.
    """
    who = other or person
    contact: Json = {"phone_number": who.phone, "first_name": who.first_name}
    if who.last_name:
        contact["last_name"] = who.last_name
    if who.id:
        contact["user_id"] = who.id
    fields: Json = {"contact": contact}
    chat = chat_with(bot, person)
    asked = next((one for one in chat.messages if one["message_id"] == answering), None)
    if asked is not None:
        fields["reply_to_message"] = {key: value for key, value in asked.items() if key != "reply_to_message"}
    if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
        chat.keyboard = None
    return _write(bot, person, fields)


def send_file(bot: Bot, person: Person, name: str, kind: str, content: bytes) -> Json:
    """Send a document; the oldest ones are forgotten. Raises Impossible."""
    if not 1 <= len(content) <= LARGEST_FILE:
        raise Impossible("file")
    if chat_with(bot, person).blocked:
        raise Impossible("blocked")
    stored = bot.store(name, kind, content)
    document = {"file_id": stored.id, "file_unique_id": stored.id[:16], "file_name": stored.name}
    return _write(bot, person, {"document": document | {"mime_type": stored.kind, "file_size": len(content)}})


def press(bot: Bot, person: Person, message_id: int, callback: str) -> Json:
    """Press the inline button with this callback data under a message. Raises Impossible."""
    chat = chat_with(bot, person)
    message = next((one for one in chat.messages if one["message_id"] == message_id), None)
    rows = (message or {}).get("reply_markup", {}).get("inline_keyboard", [])
    if message is None or not any(one.get("callback_data") == callback for row in rows for one in row):
        raise Impossible("button")
    if chat.blocked:
        raise Impossible("blocked")
    query = str(secrets.randbits(62))
    bot.queries[query] = person.id
    while len(bot.queries) > _MOST_QUERIES:
        bot.queries.pop(next(iter(bot.queries)))
    content = {"id": query, "from": person.user(), "message": message, "data": callback}
    content["chat_instance"] = str(bot.id * 1000 + person.id % 1000)
    bot.update("callback_query", content)
    return content


def block(bot: Bot, person: Person, blocked: bool) -> None:
    """Stop the bot, or let it write again; the bot hears of it."""
    chat = chat_with(bot, person)
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    chat.version += 1
    states: list[Json] = [{"user": bot.user(), "status": "member"}]
    states.append({"user": bot.user(), "status": "kicked", "until_date": 0})
    old, new = states if blocked else reversed(states)
    content = {"chat": person.chat(), "from": person.user(), "date": int(time.time())}
    bot.update("my_chat_member", content | {"old_chat_member": old, "new_chat_member": new})


def known_people(memory: Memory) -> list[Person]:
    """Everybody with this Telegram, by their number."""
    return sorted(memory.people.values(), key=lambda one: one.id)


def _write(bot: Bot, person: Person, fields: Json) -> Json:
    chat = chat_with(bot, person)
    if chat.blocked:
        raise Impossible("blocked")
    if not chat.started:
        raise Impossible("not_started")
    marked = entities(fields.get("text", ""))
    fields = fields | ({"entities": marked} if marked else {})
    chat.notice = ""
    made = bot.message(chat, {"from": person.user(), "chat": person.chat()} | fields)
    bot.update("message", made)
    return made
