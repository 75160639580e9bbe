"""What the sandbox of Viber remembers: bots, people, their chats, and files that people sent."""

import base64
import hashlib
import re
import secrets
import time
from typing import Any

import msgspec

TOKEN = re.compile(r"[0-9A-Za-z-]{20,100}")
MOST_BOTS, MOST_PEOPLE, MOST_MESSAGES, MOST_FILES = 50, 2_000, 500, 20
#: what a bot may choose to hear of; of messages and subscriptions it always hears
CHOSEN_EVENTS = ("delivered", "seen", "failed", "subscribed", "unsubscribed", "conversation_started")
ALWAYS = {"webhook", "message", "subscribed", "unsubscribed"}
WELCOME_WITHIN = 5 * 60.0  # seconds

Json = dict[str, Any]


class Person(msgspec.Struct):
    """Somebody with Viber on a phone. phone: E.164 without the plus. api: the highest API version of their Viber."""

    id: int
    name: str
    phone: str
    language: str
    country: str
    api: int = 10
    online: bool = True
    seen_at: int = 0


class Message(msgspec.Struct):
    """One message of a chat. ours: the bot's. state of the bot's: sent, delivered, seen, failed."""

    token: int
    ours: bool
    told: Json
    at: int
    state: str = ""


class Chat(msgspec.Struct):
    """A chat of a person with a bot. welcome: until when one message may come unsubscribed, unix seconds.

    tracking: what the bot last gave to be said back. broken: why messages fail on this telephone.
    """

    opened: bool = False
    subscribed: bool = False
    welcome: float = 0.0
    tracking: str = ""
    keyboard: Json | None = None
    broken: str = ""
    messages: list[Message] = msgspec.field(default_factory=list)
    asked_details: list[float] = msgspec.field(default_factory=list)


class Bot(msgspec.Struct):
    """One bot and all it has. events: what it chose to hear of."""

    token: str
    uri: str
    webhook: str = ""
    events: list[str] = msgspec.field(default_factory=lambda: list(CHOSEN_EVENTS))
    names: bool = False
    photos: bool = False
    chats: dict[int, Chat] = msgspec.field(default_factory=dict)

    def chat(self, person: Person) -> Chat:
        """The chat of the two, made when they never met."""
        return self.chats.setdefault(person.id, Chat())

    def hears(self, event: str) -> bool:
        return bool(self.webhook) and (event in ALWAYS or event in self.events)

    def id_of(self, person: Person) -> str:
        """By what this bot, and no other, knows the person: base64, with all its signs."""
        return base64.b64encode(hashlib.md5(f"{self.token}:{person.id}".encode()).digest()).decode()

    def user(self, person: Person) -> Json:
        """The `user` or `sender` of a callback."""
        told: Json = {"id": self.id_of(person)}
        if self.names:
            told["name"] = person.name
        if self.photos:
            told["avatar"] = f"https://media-direct.cdn.viber.com/download_photo?dlid={person.id}"
        return told | {"language": person.language, "country": person.country, "api_version": person.api}


class Stored(msgspec.Struct):
    """A file that a person sent. at: unix seconds."""

    id: str
    name: str
    kind: str
    content: bytes
    at: float


class Memory(msgspec.Struct):
    """Everything, as it lies in the file. last: the token given last, of 64 bits as real ones are."""

    bots: dict[str, Bot] = msgspec.field(default_factory=dict)
    people: dict[int, Person] = msgspec.field(default_factory=dict)
    files: list[Stored] = msgspec.field(default_factory=list)
    last: int = 4_912_661_846_655_238_145

    def next_token(self) -> int:
        self.last += 1 + secrets.randbelow(1_000_000)
        return self.last

    def bot_of(self, token: str, *, may_join: bool, first: str) -> Bot | None:
        """The bot of a token; one of the right form joins where it may. first: the uri of the first that comes."""
        known = self.bots.get(token)
        if known is not None or not may_join or not TOKEN.fullmatch(token) or len(self.bots) >= MOST_BOTS:
            return known
        self.bots[token] = Bot(token, f"sandbox{len(self.bots)}" if self.bots else first)
        return self.bots[token]

    def bot_named(self, uri: str) -> Bot | None:
        """The bot of this uri; the only one where none is named."""
        if not uri:
            return next(iter(self.bots.values())) if len(self.bots) == 1 else None
        return next((one for one in self.bots.values() if one.uri == uri), None)

    def person_of(self, bot: Bot, named: object) -> Person | None:
        """Who the bot knows by this id."""
        return next((one for one in self.people.values() if bot.id_of(one) == named), None)

    def newcomer(self, name: str, phone: str, language: str, country: str) -> Person | None:
        """Somebody with this phone: the known one, or new. None when the sandbox holds no more people."""
        known = next((one for one in self.people.values() if one.phone == phone), None)
        if known is not None or len(self.people) >= MOST_PEOPLE:
            return known
        number = max(self.people, default=0) + 1
        self.people[number] = Person(number, name, phone, language, country)
        return self.people[number]

    def write(self, chat: Chat, told: Json, *, ours: bool, token: int = 0) -> Message:
        """A message of the chat, behind the others; the oldest are forgotten."""
        state = "sent" if ours else ""
        made = Message(token or self.next_token(), ours, told, int(time.time() * 1000), state)
        chat.messages.append(made)
        del chat.messages[:-MOST_MESSAGES]
        return made


#: phones from ranges set aside for fiction
PERSONAS = (
    Person(1, "Айгерим Сейтқали", "12125550142", "kk", "KZ"),
    Person(2, "Иван Петров", "12125550143", "ru", "RU"),
    Person(3, "Emma Clark", "12125550144", "en", "US"),
)
