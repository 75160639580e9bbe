"""What the sandbox of Telegram remembers: bots, people, their chats; written to one file so that a restart keeps it."""

import contextlib
import re
import secrets
import time
from pathlib import Path
from typing import Any

import msgspec

TOKEN = re.compile(r"([0-9]{6,12}):([A-Za-z0-9_-]{35})")
MOST_BOTS, MOST_PEOPLE, MOST_MESSAGES, MOST_PENDING, MOST_FILES = 50, 2_000, 500, 10_000, 20
_KEPT_FOR = 24 * 3600  # seconds: updates "will not be kept longer than 24 hours" (Bot API, Getting updates)

Json = dict[str, Any]


class Webhook(msgspec.Struct):
    """Where a bot's updates go. most: connections at once. last_error_at: unix seconds."""

    url: str
    secret: str = ""
    most: int = 40
    last_error_at: int = 0
    last_error: str = ""


class Person(msgspec.Struct):
    """Somebody with Telegram on a phone; phone as Telegram tells it, E.164 without the plus."""

    id: int
    first_name: str
    last_name: str
    username: str
    phone: str
    language: str

    def user(self) -> Json:
        """The `User` of the Bot API."""
        told = {"id": self.id, "is_bot": False, "first_name": self.first_name, "last_name": self.last_name}
        told |= {"username": self.username, "language_code": self.language}
        return {key: value for key, value in told.items() if value != ""}

    def chat(self) -> Json:
        """The private `Chat` with this person: its id is the person's."""
        told = {"id": self.id, "type": "private", "first_name": self.first_name, "last_name": self.last_name}
        told |= {"username": self.username}
        return {key: value for key, value in told.items() if value != ""}


class Chat(msgspec.Struct):
    """A private chat of a person with a bot. version grows with every change a screen would show."""

    messages: list[Json] = msgspec.field(default_factory=list)
    keyboard: Json | None = None
    blocked: bool = False
    started: bool = False
    typing_until: float = 0.0
    notice: str = ""
    version: int = 0


class Stored(msgspec.Struct):
    """A file that a person sent, and the bot fetches by `getFile`; or that the bot sent."""

    id: str
    name: str
    kind: str
    content: bytes


class Bot(msgspec.Struct):
    """One bot and all it has."""

    token: str
    id: int
    username: str
    webhook: Webhook | None = None
    allowed: list[str] = msgspec.field(default_factory=list)
    pending: list[Json] = msgspec.field(default_factory=list)
    chats: dict[int, Chat] = msgspec.field(default_factory=dict)
    commands: dict[str, list[Json]] = msgspec.field(default_factory=dict)
    queries: dict[str, int] = msgspec.field(default_factory=dict)
    files: list[Stored] = msgspec.field(default_factory=list)
    last_update: int = 100_000_000
    last_message: int = 0

    def user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.username, "username": self.username}

    def message(self, chat: Chat, fields: Json) -> Json:
        """A new message of the chat with the next number; the oldest are forgotten."""
        self.last_message += 1
        made = {"message_id": self.last_message, "date": int(time.time())} | fields
        chat.messages.append(made)
        del chat.messages[:-MOST_MESSAGES]
        chat.version += 1
        return made

    def store(self, name: str, kind: str, content: bytes) -> Stored:
        """A new file; the oldest are forgotten."""
        stored = Stored(f"BQAC{secrets.token_urlsafe(24)}", name[:100] or "file", kind[:100], content)
        self.files.append(stored)
        del self.files[:-MOST_FILES]
        return stored

    def update(self, kind: str, content: Json) -> None:
        """Put an update behind the others, if the bot wants its kind. The oldest go when there are too many."""
        if self.allowed and kind not in self.allowed:
            return
        self.last_update += 1
        self.pending.append({"update_id": self.last_update, kind: msgspec.json.decode(msgspec.json.encode(content))})
        del self.pending[:-MOST_PENDING]

    def forget_old(self) -> None:
        """Updates of yesterday are gone."""
        limit = time.time() - _KEPT_FOR
        self.pending = [one for one in self.pending if _date(one) > limit]


class Memory(msgspec.Struct):
    """Everything, as it lies in the file."""

    bots: dict[int, Bot] = msgspec.field(default_factory=dict)
    people: dict[int, Person] = msgspec.field(default_factory=dict)

    def bot_of(self, token: str, *, may_join: bool, first: str) -> Bot | None:
        """The bot of a token. A token of the right form joins as a new bot when it may; else None.

        first: the username of the first that comes; later ones are named by their number.
        """
        form = TOKEN.fullmatch(token)
        if form is None:
            return None
        number = int(form[1])
        known = self.bots.get(number)
        if known is not None:
            return known if secrets.compare_digest(known.token, token) else None
        if not may_join or len(self.bots) >= MOST_BOTS:
            return None
        taken = any(one.username == first for one in self.bots.values())
        self.bots[number] = Bot(token, number, f"sandbox_{number}_bot" if taken else first)
        return self.bots[number]

    def mark(self) -> str:
        """A short text that differs when something worth keeping has changed."""
        bots = [
            (one.id, one.last_update, one.last_message, len(one.pending), one.webhook, one.allowed, one.commands)
            + tuple((chat.version, chat.started) for chat in one.chats.values())
            for one in self.bots.values()
        ]
        return repr((bots, len(self.people)))

    def bot_named(self, username: str) -> Bot | None:
        return next((one for one in self.bots.values() if one.username.lower() == username.lower()), None)

    def newcomer(self, first_name: str, last_name: str, phone: str, language: str) -> Person | None:
        """Somebody with this phone: the known one, or new. None when the sandbox holds no more people."""
        known = next((one for one in self.people.values() if one.phone == phone), None)
        if known is not None or len(self.people) >= MOST_PEOPLE:
            return known
        number = max(self.people, default=0) + 1
        self.people[number] = Person(number, first_name, last_name, "", phone, language)
        return self.people[number]


#: phones from ranges set aside for fiction; ids beyond 32 bits, as real ones are
PERSONAS = (
    Person(6_100_000_001, "Айгерим", "Сейтқали", "aigerim_demo", "12125550142", "kk"),
    Person(6_100_000_002, "Иван", "Петров", "ivan_demo", "12125550143", "ru"),
    Person(6_100_000_003, "Emma", "Clark", "emma_demo", "12125550144", "en"),
)


def remember(file: Path | None) -> Memory:
    """What the file holds, or a fresh memory with the personas; an unreadable file is put aside, not overwritten."""
    memory = Memory()
    if file is not None and file.exists():
        try:
            memory = msgspec.json.decode(file.read_bytes(), type=Memory)
        except msgspec.DecodeError:
            file.replace(file.with_name(f"{file.name}.unreadable"))
    for persona in PERSONAS:
        memory.people.setdefault(persona.id, persona)
    return memory


def write_down(memory: bytes, file: Path) -> None:
    """Replace the file whole by this encoded memory; it holds tokens, so it is for its owner only."""
    fresh = file.with_name(f"{file.name}.fresh")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    fresh.touch(mode=0o600)
    fresh.write_bytes(memory)
    fresh.replace(file)


def _date(update: Json) -> float:
    """When it came about: the queries of buttons carry no date of their own and never grow that old unread."""
    content: Json = next((value for key, value in update.items() if key != "update_id"), {})
    return float(content.get("date", time.time()))
