"""What the sandbox of MAX remembers: bots with their subscriptions and dialogs, people, files."""

import re
import secrets
import time
from typing import Any

import msgspec

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,200}")
MOST_BOTS, MOST_PEOPLE, MOST_MESSAGES, MOST_PENDING, MOST_FILES, MOST_CALLBACKS = 50, 2_000, 500, 10_000, 40, 1_000
#: "events older than 24 hours are removed" (GET /updates, since May 2026)
_KEPT_FOR = 24 * 3600 * 1000

Json = dict[str, Any]


class Refusal(Exception):
    """What MAX answers instead: an HTTP status, the key of the error and its words."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Person(msgspec.Struct):
    """Somebody with MAX on a phone; phone as MAX tells it, with country code and without the plus."""

    id: int
    first_name: str
    last_name: str
    phone: str
    locale: str

    def user(self) -> Json:
        """The `User` of the Bot API. `name` is told beside the two, though the document no longer names it."""
        name = f"{self.first_name} {self.last_name}".strip()
        told: Json = {"user_id": self.id, "first_name": self.first_name, "last_name": self.last_name}
        return told | {"is_bot": False, "last_activity_time": now(), "name": name}


class Subscription(msgspec.Struct):
    """A webhook. time: when it was made, milliseconds."""

    url: str
    time: int
    secret: str = ""
    types: list[str] | None = None

    def told(self) -> Json:
        return {"url": self.url, "time": self.time, "update_types": self.types, "version": None}


class Dialog(msgspec.Struct):
    """A dialog of a person with a bot. version grows with every change a screen would show."""

    id: int
    person: int
    started: bool = False
    stopped: bool = False
    messages: list[Json] = msgspec.field(default_factory=list)
    notice: str = ""
    action: str = ""
    action_until: float = 0.0
    version: int = 0

    def find(self, mid: str) -> Json | None:
        return next((one for one in self.messages if one["body"]["mid"] == mid), None)


class Stored(msgspec.Struct):
    """A file. token: by what a message names it; content is empty until it was uploaded."""

    id: str
    token: str
    kind: str
    owner: int
    name: str = ""
    content: bytes = b""
    full: bool = False


class Callback(msgspec.Struct):
    """A press that may be answered."""

    id: str
    dialog: int
    mid: str


class Bot(msgspec.Struct):
    """One bot and all it has. marker: the number of the next update."""

    token: str
    id: int
    username: str
    subscriptions: list[Subscription] = msgspec.field(default_factory=list)
    pending: list[tuple[int, Json]] = msgspec.field(default_factory=list)
    dialogs: dict[int, Dialog] = msgspec.field(default_factory=dict)
    callbacks: list[Callback] = msgspec.field(default_factory=list)
    marker: int = 1
    last_seq: int = 0

    def user(self) -> Json:
        told: Json = {"user_id": self.id, "first_name": self.username, "username": self.username, "is_bot": True}
        return told | {"last_activity_time": now(), "name": self.username}

    def dialog_with(self, person: Person) -> Dialog:
        """The dialog of the two, made when they never met. Its number belongs to this pair alone."""
        number = self.id ^ person.id
        return self.dialogs.setdefault(number, Dialog(number, person.id))

    def message(self, dialog: Dialog, sender: Json, recipient: int, body: Json, link: Json | None = None) -> Json:
        """A new message of the dialog; the oldest are forgotten. mid and seq are made of its dialog and instant."""
        moment = now()
        self.last_seq = max(self.last_seq + 1, moment << 16)
        mid = f"mid.{dialog.id & (2**64 - 1):016x}{self.last_seq:016x}"
        made: Json = {"recipient": {"chat_id": dialog.id, "chat_type": "dialog", "user_id": recipient}}
        made |= {"timestamp": moment, "body": {"mid": mid, "seq": self.last_seq} | body, "sender": sender}
        if link:
            made["link"] = link
        dialog.messages.append(made)
        del dialog.messages[:-MOST_MESSAGES]
        dialog.version += 1
        return made

    def forget_old(self) -> None:
        limit = now() - _KEPT_FOR
        self.pending = [(number, one) for number, one in self.pending if one["timestamp"] > limit][-MOST_PENDING:]


class Memory(msgspec.Struct):
    """Everything, as it lies in the file."""

    bots: dict[int, Bot] = msgspec.field(default_factory=dict)
    people: dict[int, Person] = msgspec.field(default_factory=dict)
    files: list[Stored] = msgspec.field(default_factory=list)

    def bot_of(self, token: str, *, may_join: bool, first: str) -> Bot | None:
        """The bot of a token; one of the right form joins as a new bot when it may. first: username of the first."""
        if not TOKEN.fullmatch(token):
            return None
        known = next((one for one in self.bots.values() if secrets.compare_digest(one.token, token)), None)
        if known is not None or not may_join or len(self.bots) >= MOST_BOTS:
            return known
        number = 200_000_001 + len(self.bots)
        taken = any(one.username == first for one in self.bots.values())
        self.bots[number] = Bot(token, number, f"sandbox_{number}_bot" if taken else first)
        return self.bots[number]

    def store(self, kind: str, owner: int) -> Stored:
        """Room for a file; the oldest are forgotten."""
        made = Stored(secrets.token_hex(16), secrets.token_urlsafe(48), kind, owner)
        self.files.append(made)
        del self.files[:-MOST_FILES]
        return made

    def newcomer(self, first_name: str, last_name: str, phone: str, locale: str) -> Person | None:
        """Somebody with this phone: the known one, or new. None when the sandbox holds no more people."""
        known = next((one for one in self.people.values() if one.phone == phone), None)
        if known is not None or len(self.people) >= MOST_PEOPLE:
            return known
        number = max(self.people, default=0) + 1
        self.people[number] = Person(number, first_name, last_name, phone, locale)
        return self.people[number]


#: phones from ranges set aside for fiction; ids beyond 32 bits, which MAX allows
PERSONAS = (
    Person(5_100_000_001, "Айгерим", "Сейтқали", "12125550142", "kk"),
    Person(5_100_000_002, "Иван", "Петров", "12125550143", "ru"),
    Person(5_100_000_003, "Emma", "Clark", "12125550144", "en"),
)


def now() -> int:
    """Milliseconds since 1970, as all times of MAX."""
    return int(time.time() * 1000)
