"""What the sandbox of WhatsApp remembers: accounts and their lines, people, chats, files, templates."""

import base64
import secrets
import time
from typing import Any

import msgspec

MOST_ACCOUNTS, MOST_LINES, MOST_PEOPLE, MOST_MESSAGES, MOST_FILES, MOST_TEMPLATES = 20, 50, 2_000, 500, 50, 250
APP_SECRET = "5ca1ab1e0ddba11c0ffee5ca1ab1e0dd"

Json = dict[str, Any]


class Hook(msgspec.Struct):
    """Where it is told, once that address has answered the challenge."""

    url: str
    verify_token: str


class Template(msgspec.Struct):
    """Words approved beforehand. status: PENDING, APPROVED, REJECTED, PAUSED, DISABLED."""

    id: str
    name: str
    language: str
    category: str
    components: list[Json]
    status: str = "APPROVED"


class Account(msgspec.Struct):
    """A WhatsApp Business Account: what one token opens. waba: its id, "" until it was named."""

    token: str
    waba: str = ""
    hook: Hook | None = None
    templates: list[Template] = msgspec.field(default_factory=list)


class Line(msgspec.Struct):
    """A phone number of a business. pin: of two steps, "" until it was registered with one."""

    id: str
    token: str
    display: str
    registered: bool = True
    pin: str = ""
    hook: Hook | None = None


class Person(msgspec.Struct):
    """Somebody with WhatsApp. id: as businesses know them (BSUID). hidden: the phone is not told to businesses."""

    id: str
    name: str
    phone: str
    username: str = ""
    hidden: bool = False
    was: list[str] = msgspec.field(default_factory=list)

    def contact(self) -> Json:
        """Who it is, as hooks tell."""
        profile = {"name": self.name} | ({"username": f"@{self.username}"} if self.username else {})
        return {"profile": profile} | self.named("wa_id", "user_id")

    def named(self, phone: str, user: str) -> Json:
        """The ids a business is told, under these names."""
        return ({} if self.hidden else {phone: self.phone}) | {user: self.id}


class Chat(msgspec.Struct):
    """A person with a line. heard_at: when they last wrote, by the sandbox's clock; no_offers: they stopped them."""

    messages: list[Json] = msgspec.field(default_factory=list)
    heard_at: float = 0.0
    blocked: bool = False
    no_offers: bool = False
    typing_until: float = 0.0
    version: int = 0

    def find(self, identity: object) -> Json | None:
        """The message with this id."""
        return next((one for one in self.messages if one["id"] == identity), None)

    def add(self, message: Json) -> Json:
        """Put it behind the others; the oldest are forgotten."""
        self.messages.append(message)
        del self.messages[:-MOST_MESSAGES]
        self.version += 1
        return message


class Stored(msgspec.Struct):
    """A file of a line. made_at: by the sandbox's clock."""

    id: str
    line: str
    mime: str
    name: str
    content: bytes
    made_at: float


class App(msgspec.Struct):
    """What signs: the app that the accounts belong to."""

    id: str = "670843887433847"
    secret: str = APP_SECRET
    hook: Hook | None = None


class Memory(msgspec.Struct):
    """Everything, as it lies in the file. ahead: seconds by which the sandbox's clock is before the true one."""

    app: App = msgspec.field(default_factory=App)
    accounts: list[Account] = msgspec.field(default_factory=list)
    lines: dict[str, Line] = msgspec.field(default_factory=dict)
    people: dict[str, Person] = msgspec.field(default_factory=dict)
    chats: dict[str, Chat] = msgspec.field(default_factory=dict)
    files: list[Stored] = msgspec.field(default_factory=list)
    ahead: float = 0.0
    last: int = 1_000_000_000_000_000

    def now(self) -> float:
        """Unix seconds by the sandbox's clock."""
        return time.time() + self.ahead

    def number(self) -> str:
        """A new id of the kind that Graph gives to objects."""
        self.last += secrets.randbelow(9_000) + 1
        return str(self.last)

    def chat(self, line: Line, person: Person) -> Chat:
        """The chat of the two, made when they never met."""
        return self.chats.setdefault(f"{line.id} {person.phone}", Chat())

    def account(self, token: str) -> Account | None:
        """Whose token this is."""
        return next(
            (
                one
                for one in self.accounts
                if secrets.compare_digest(one.token.encode(), token.encode("utf-8", "replace"))
            ),
            None,
        )

    def person(self, name: str) -> Person | None:
        """Somebody by phone, or by an id they have or had."""
        digits = name.removeprefix("+")
        return next(
            (one for one in self.people.values() if name == one.id or name in one.was or digits == one.phone), None
        )

    def file(self, identity: str) -> Stored | None:
        """The file with this id."""
        return next((one for one in self.files if one.id == identity), None)

    def keep(self, line: Line, mime: str, name: str, content: bytes) -> Stored:
        """A new file; the oldest are forgotten."""
        self.files.append(Stored(self.number(), line.id, mime, name, content, self.now()))
        del self.files[:-MOST_FILES]
        return self.files[-1]


def message_id() -> str:
    """A new id of a message, as WhatsApp makes them."""
    return f"wamid.{base64.b64encode(b'HB' + secrets.token_bytes(37)).decode()}"


def person_id(phone: str) -> str:
    """A new id of a person for businesses: a country, a dot, digits."""
    country = {"7": "KZ", "1": "US"}.get(phone[0], "DE")
    return f"{country}.{secrets.randbelow(9 * 10**15) + 10**15}"


#: phones from ranges set aside for fiction
PERSONAS = (
    Person("US.1491208655302741918", "Айгерим Сейтқали", "12125550142"),
    Person("US.1491208655302741919", "Иван Петров", "12125550143", "ivan_demo", True),
    Person("US.1491208655302741920", "Emma Clark", "12125550144", "emma_demo"),
)
