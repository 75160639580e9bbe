"""What the sandbox of Messenger and Instagram remembers: its one app, the accounts, people and their chats."""

import hashlib
import re
from typing import Any, Literal

import msgspec

Json = dict[str, Any]
Kind = Literal["page", "instagram"]

#: "EAA" begins the tokens of pages, "IG" those of Instagram's own login
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,500}")
NUMBER = re.compile(r"[0-9]{3,20}")
#: an Instagram account of a business has an id that begins so
INSTAGRAM_ID = "1784"
MOST_ACCOUNTS, MOST_PEOPLE, MOST_MESSAGES, MOST_FILES = 50, 2_000, 500, 20
#: what an app asks to be told of, where it asks for all that is offered here
FIELDS: dict[str, tuple[str, ...]] = {
    "page": (
        "messages", "message_echoes", "message_deliveries", "message_reads", "message_reactions", "message_edits",
        "messaging_postbacks", "messaging_referrals",
    ),
    "instagram": (
        "messages", "message_reactions", "message_edit", "messaging_postbacks", "messaging_seen", "messaging_referral",
    ),
}  # fmt: skip


class Person(msgspec.Struct):
    """Somebody with Messenger and Instagram; phone: E.164 with its plus."""

    id: int
    first_name: str
    last_name: str
    username: str
    phone: str
    language: str


class Subscription(msgspec.Struct):
    """Where what happens to accounts of a kind is told, and which fields of it."""

    callback_url: str
    verify_token: str
    fields: list[str]


class App(msgspec.Struct):
    """The app that all accounts are connected to. instagram_secret: what signs of Instagram instead, "" for the same.

    human_agent: whether it may use that tag.
    """

    id: str = "1010101010101010"
    secret: str = ""
    instagram_secret: str = ""
    human_agent: bool = True
    subscriptions: dict[str, Subscription] = msgspec.field(default_factory=dict)

    def secret_of(self, kind: Kind) -> str:
        """What proves that this app speaks, or is spoken to, of accounts of a kind."""
        return self.instagram_secret or self.secret if kind == "instagram" else self.secret


class Chat(msgspec.Struct):
    """A thread of a person with an account. heard_at: when the window was opened last, unix seconds. ref: what a link
    carried that is told with the first message. messages: `ours` or not, as the person sees them.
    """

    messages: list[Json] = msgspec.field(default_factory=list)
    started: bool = False
    blocked: bool = False
    heard_at: float = 0.0
    ref: str = ""
    typing: bool = False
    seen: bool = False

    def add(self, message: Json) -> Json:
        """A new message; the oldest are forgotten."""
        self.messages.append(message)
        del self.messages[:-MOST_MESSAGES]
        return message

    def find(self, mid: str) -> Json | None:
        return next((one for one in self.messages if one["mid"] == mid), None)


class Account(msgspec.Struct):
    """A page, or an Instagram account of a business. page: the one it is linked to. attachments: by id."""

    id: str
    kind: Kind
    name: str
    tokens: list[str]
    page: str = ""
    subscribed: list[str] = msgspec.field(default_factory=list)
    profile: Json = msgspec.field(default_factory=dict)
    chats: dict[int, Chat] = msgspec.field(default_factory=dict)
    attachments: dict[str, Json] = msgspec.field(default_factory=dict)

    def scoped(self, person: int) -> str:
        """The id by which this account, and no other, knows a person."""
        told = hashlib.sha256(f"{self.id}:{person}".encode()).digest()
        return str(10**15 + int.from_bytes(told[:6], "big"))

    def person_of(self, scoped: str) -> int | None:
        """Who has this id here and has a thread."""
        return next((one for one in self.chats if self.scoped(one) == scoped), None)


class Memory(msgspec.Struct):
    """Everything, as it lies in the file. last: grows with all that is given an id."""

    app: App = msgspec.field(default_factory=App)
    accounts: dict[str, Account] = msgspec.field(default_factory=dict)
    people: dict[int, Person] = msgspec.field(default_factory=dict)
    last: int = 0

    def next_number(self) -> int:
        self.last += 1
        return self.last

    def account_of(self, token: str, wanted: str) -> Account | None:
        """The account that a token asks for by its id or as `me`; one that was never seen joins.

        None where the token has no form of one, is not that account's, or there are too many.
        """
        held = [one for one in self.accounts.values() if token in one.tokens]
        if wanted == "me":
            if held:
                return held[0]
        elif wanted in self.accounts:
            return self.accounts[wanted] if token in self.accounts[wanted].tokens else None
        if not TOKEN.fullmatch(token) or (wanted != "me" and not NUMBER.fullmatch(wanted)):
            return None
        kind: Kind = "instagram" if token.startswith("IG") or wanted.startswith(INSTAGRAM_ID) else "page"
        page = next((one.id for one in held if one.kind == "page"), "")
        if held and (kind == "page" or not page or any(one.kind == "instagram" for one in held)):
            return None  # a page token is that of one page and of the one account linked to it
        number = self.next_number()
        made = wanted if wanted != "me" else f"{'17841400000' if kind == 'instagram' else '1000000'}{number:06}"
        return self.joined(Account(made, kind, "", [token], page))

    def joined(self, account: Account) -> Account | None:
        """The account from now on; its name is its own. None where there are too many."""
        if len(self.accounts) >= MOST_ACCOUNTS:
            return None
        taken = {one.name for one in self.accounts.values() if one.kind == account.kind}
        account.name = account.name or ("prilavok_demo" if "prilavok_demo" not in taken else f"account_{account.id}")
        self.accounts[account.id] = account
        return account

    def account_named(self, name: str) -> Account | None:
        """By id or name; the only one where none is named."""
        if not name:
            return next(iter(self.accounts.values())) if len(self.accounts) == 1 else None
        return self.accounts.get(name) or next((one for one in self.accounts.values() if one.name == name), None)

    def newcomer(self, first_name: str, last_name: str, phone: str, language: str) -> Person | None:
        """Somebody with this phone: the known one, or new. None where the sandbox holds no more people."""
        known = next((one for one in self.people.values() if one.phone == phone), None)
        if known is not None or len(self.people) >= MOST_PEOPLE:
            return known
        number = max(self.people, default=0) + 1
        self.people[number] = Person(number, first_name, last_name, f"person_{number}", phone, language)
        return self.people[number]


#: phones from ranges set aside for fiction
PERSONAS = (
    Person(6_300_000_001, "Айгерим", "Сейтқали", "aigerim_demo", "+12125550142", "kk"),
    Person(6_300_000_002, "Иван", "Петров", "ivan_demo", "+12125550143", "ru"),
    Person(6_300_000_003, "Emma", "Clark", "emma_demo", "+12125550144", "en"),
)


def with_personas(memory: Memory) -> Memory:
    """The memory with those who are always there."""
    for persona in PERSONAS:
        memory.people.setdefault(persona.id, persona)
    return memory
