"""What a provider tells us, in neutral rows: words, files, presses, orders, and what became of words of ours."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

#: text, media: words or a file of a customer. start: came in, by a link of ours or not. contact: a phone shared. press:
#: a button of ours. order: goods chosen in the provider's own catalogue. edit, removed: what they said before, changed
#: or taken back. reaction: a sign put to a message. typing: they write. allowed, stopped: may be written to, or not any
#: more. renumbered: the provider knows them by another id from now on. state: what became of a message of ours. echo:
#: what we said by another program of the same login. other: kept, and nothing follows from it.
Kind = Literal[
    "text",
    "media",
    "start",
    "contact",
    "press",
    "order",
    "edit",
    "removed",
    "reaction",
    "typing",
    "allowed",
    "stopped",
    "renumbered",
    "state",
    "echo",
    "other",
]  # fmt: skip
#: what a provider says of a message of ours; only forward: failed and read are ends
State = Literal["sent", "delivered", "read", "failed"]
FileKind = Literal["photo", "voice", "audio", "video", "document", "sticker", "place"]


class Unreadable(Exception):
    """What arrived is not what the provider's protocol promises; reason: a code, never a part of the body."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a message, or a place on the map.

    ref: by what the provider gives it out (an id or an address that ends), "" for a place. size: bytes, nought where it
    does not say. at: latitude and longitude of a place, in degrees.
    """

    kind: FileKind
    ref: str = ""
    name: str = ""
    mime: str = ""
    size: int = 0
    at: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """One line of an order from the provider's catalogue. product: our own id there. price: of one, minor units."""

    product: str
    quantity: int
    price: int
    currency: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that happened. key: names it for ever among those of its connection. order: rises as it happened.

    user: who, by the provider's own id; also: other ids it knows the same person by, now and before. address: where to
    answer. name: what they call themselves there. account: which login of ours it came to, where one address of ours
    serves several. said_at: by the provider, None where it does not say. token: what a link of ours carried. phone:
    with country code; own: the provider vouches that it is the sender's. press, pressed: the provider's id of a press,
    to be answered, and what our button carried. outside_id: the provider's id of this message, as it names it later
    (within the address). about: the same of the message this is about (answered, edited, removed, read …), ours or
    theirs; before: all earlier ones are meant too. state, trouble: what became of it, and a code why not. media: what
    kind, of the first file. attempt: our own key of the attempt, where the provider says it back.
    """

    key: str
    order: int
    kind: Kind
    user: str
    address: str
    said_at: datetime | None
    text: str = ""
    language: str = ""
    name: str = ""
    also: tuple[str, ...] = ()
    account: str = ""
    token: str = ""
    phone: str = ""
    own: bool = False
    press: str = ""
    pressed: str = ""
    media: str = ""
    files: tuple[Attached, ...] = ()
    goods: tuple[Chosen, ...] = ()
    outside_id: str = ""
    about: str = ""
    #: without `about`: all up to said_at
    before: bool = False
    state: State | Literal[""] = ""
    trouble: str = ""
    attempt: str = ""
