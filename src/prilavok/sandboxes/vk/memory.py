"""What the sandbox of VK remembers: communities, their servers, people, conversations; one file keeps it."""

import hashlib
import re
import secrets
import time
from pathlib import Path
from typing import Any

import msgspec

TOKEN = re.compile(r"vk1\.a\.[A-Za-z0-9_-]{20,250}|[0-9a-f]{85}")
MOST_GROUPS, MOST_PEOPLE, MOST_MESSAGES, MOST_FILES = 50, 2_000, 500, 50
FIRST_GROUP, FIRST_PERSON = 226_000_001, 700_000_001

Json = dict[str, Any]


class Server(msgspec.Struct):
    """Where a community is told what happens. status: unconfigured, wait, failed, ok."""

    id: int
    url: str
    title: str
    secret: str = ""
    status: str = "unconfigured"
    version: str = "5.199"
    events: list[str] = msgspec.field(default_factory=list)


class Chat(msgspec.Struct):
    """A conversation of a person with a community. said: what was said under which key, and when (unix seconds).

    read_to, seen_to: up to which conversation_message_id the community, and the person, has read.
    ref: what the link brought that they came by, to be told with their next message. presses: event ids not answered.
    """

    messages: list[Json] = msgspec.field(default_factory=list)
    last: int = 0
    keyboard: Json | None = None
    allowed: bool = False
    typing_until: float = 0.0
    notice: Json | None = None
    ref: list[str] = msgspec.field(default_factory=list)
    presses: dict[str, float] = msgspec.field(default_factory=dict)
    said: list[tuple[int, float, int]] = msgspec.field(default_factory=list)
    read_to: int = 0
    seen_to: int = 0

    def named(self, number: object) -> Json | None:
        """The message of this conversation_message_id."""
        return next((one for one in self.messages if one["conversation_message_id"] == number), None)


class Stored(msgspec.Struct):
    """A file. key: part of its address, so that nobody guesses it."""

    id: int
    owner: int
    key: str
    name: str
    kind: str
    content: bytes


class Person(msgspec.Struct):
    """Somebody with a page in VK."""

    id: int
    first_name: str
    last_name: str
    language: str = "ru"


class Group(msgspec.Struct):
    """A community and all it has. chats: by person."""

    id: int
    token: str
    name: str
    code: str
    servers: list[Server] = msgspec.field(default_factory=list)
    chats: dict[int, Chat] = msgspec.field(default_factory=dict)
    files: list[Stored] = msgspec.field(default_factory=list)
    uploads: dict[str, Stored] = msgspec.field(default_factory=dict)
    last_message: int = 0
    last_server: int = 0
    last_file: int = 457_239_000
    orders: int = 0

    @property
    def screen_name(self) -> str:
        return self.name

    def chat(self, person: int) -> Chat:
        return self.chats.setdefault(person, Chat())

    def keep(self, name: str, kind: str, content: bytes, owner: int) -> Stored:
        """A file from now on; the oldest is let go where there are too many."""
        self.last_file += 1
        made = Stored(self.last_file, owner, secrets.token_hex(9), name[:128] or "file", kind, content)
        self.files = [*self.files[-(MOST_FILES - 1) :], made]
        return made


class Memory(msgspec.Struct):
    """One VK."""

    groups: dict[int, Group] = msgspec.field(default_factory=dict)
    people: dict[int, Person] = msgspec.field(default_factory=dict)

    def group_of(self, token: str, group: int, *, may_join: bool, first: str) -> Group | None:
        """Whose token it is. may_join: an unseen one may begin now, as this community (nought: the next free one)."""
        known = next((one for one in self.groups.values() if one.token == token), None)
        if known is not None or not may_join or not TOKEN.fullmatch(token) or len(self.groups) >= MOST_GROUPS:
            return known
        number = group or max([FIRST_GROUP - 1, *self.groups]) + 1
        if number in self.groups:
            return None
        name = first if not self.groups else f"club{number}"
        made = Group(number, token, name, hashlib.sha256(f"{number}".encode()).hexdigest()[:8])
        self.groups[number] = made
        return made

    def group_named(self, name: str) -> Group | None:
        """By id or screen name; the only one where none is named."""
        if not name:
            return next(iter(self.groups.values())) if len(self.groups) == 1 else None
        return next((one for one in self.groups.values() if name in {str(one.id), one.screen_name}), None)

    def newcomer(self, first: str, last: str, language: str) -> Person | None:
        """A person of these names, new or known; None where too many are."""
        for one in self.people.values():
            if (one.first_name, one.last_name) == (first, last):
                one.language = language
                return one
        if len(self.people) >= MOST_PEOPLE:
            return None
        made = Person(FIRST_PERSON + len(self.people), first, last, language)
        self.people[made.id] = made
        return made


def remember(file: Path | None) -> Memory:
    """What the file holds, or a VK with a few people. What is no memory is begun anew."""
    if file is not None and file.exists():
        try:
            return msgspec.json.decode(file.read_bytes(), type=Memory)
        except (msgspec.DecodeError, OSError):
            pass
    fresh = Memory()
    for first, last, language in (("Айгуль", "Сапарова", "kk"), ("Иван", "Петров", "ru"), ("Emma", "Brown", "en")):
        fresh.newcomer(first, last, language)
    return fresh


def write_down(content: bytes, file: Path) -> None:
    """Whole or not at all, readable by its owner alone: it holds tokens."""
    beside = file.with_suffix(".new")
    beside.touch(mode=0o600)
    beside.write_bytes(content)
    beside.replace(file)


def now() -> int:
    return int(time.time())
