"""The port of a channel: what every messenger translates for us, both ways, in neutral rows."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from prilavok.kit.errors import Said
from prilavok.kit.errors import noted as _
from prilavok.kit.http import Answer
from prilavok.kit.secrets import Secret

#: text: words of a customer. media: what is no words (a photo, a voice). start: came in, by a link of ours or not.
#: contact: a phone shared. press: a button of ours. stopped: does not want to be written to any more. other: kept, and
#: nothing follows from it.
Kind = Literal["text", "media", "start", "contact", "press", "stopped", "other"]
FOLDER = Path(__file__).parent


class Unreadable(Exception):
    """What arrived is not what the provider's protocol promises; reason: a code, never a part of the body."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotOffered(Said):
    """The channel's manifest does not declare what it was asked for."""

    def __init__(self, channel: str, capability: str) -> None:
        sentence = _("%(channel)s does not offer this: %(capability)s")
        super().__init__("channel.not_offered", sentence, channel=channel, capability=capability)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a customer did. key: names it for ever among those of its connection. order: rises as it happened.

    user: who, by the provider's own id; address: where to answer. said_at: by the provider, None where it does not say.
    token: what a link of ours carried. phone: with country code; own: the provider vouches that it is the sender's.
    press, pressed: the provider's id of a press, to be answered, and what our button carried. media: what kind.
    """

    key: str
    order: int
    kind: Kind
    user: str
    address: str
    said_at: datetime | None
    text: str = ""
    language: str = ""
    token: str = ""
    phone: str = ""
    own: bool = False
    press: str = ""
    pressed: str = ""
    media: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: what it says, and what a press of it brings back (1 to 64 bytes)."""

    text: str
    press: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to be said. ask_phone: what the button says that shares one's own phone; "" for none."""

    address: str
    text: str
    buttons: tuple[Button, ...] = ()
    ask_phone: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it, under an id of its own."""

    outside_id: str


class Speak(Protocol):
    """What kit.http.speak is to an adapter: a call that fails as OutsideFailed."""

    def __call__(
        self, method: str, url: str, *, within_ms: int, json: object = None, also: frozenset[int] = frozenset()
    ) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Line:
    """How to reach the provider: its address, our secrets with it, and who speaks."""

    base_url: str
    secrets: Mapping[str, Secret] = field(repr=False)
    speak: Speak = field(repr=False)


class Channel(Protocol):
    """One provider. It keeps nothing: whatever it needs is handed in."""

    #: its folder, which connections name as their provider
    name: str
    #: the word that conversations and messages use ("telegram")
    channel: str
    #: what its manifest declares
    can: frozenset[str]
    live_url: str
    #: which of kit.settings.SANDBOXES stands in for it
    sandbox: str

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Mapping[str, Secret]) -> bool:
        """Whether the provider sent this; never raises, whatever came."""
        ...

    def key_of(self, body: bytes) -> str:
        """What the provider tells repeats by, at most 200 characters; a digest where the body cannot be read."""
        ...

    def read(self, body: bytes) -> list[Incoming]:
        """What happened, in the provider's order. Raises Unreadable."""
        ...

    def start_link(self, settings: Mapping[str, object], token: str, sandbox_url: str = "") -> str:
        """The link by which a customer comes in with a token of 1 to 64 characters; to the sandbox where given."""
        ...

    def send(self, message: Outgoing, line: Line) -> Sent:
        """Say it. Raises OutsideFailed (unknown where it may have been said) and NotOffered."""
        ...

    def listen(self, url: str, line: Line) -> None:
        """Have the provider post what happens to this address, proving itself by our secret. Raises OutsideFailed."""
        ...

    def answer_press(self, press: str, line: Line) -> None:
        """Tell the provider that a press was taken. Raises OutsideFailed and NotOffered."""
        ...


def channel_names() -> list[str]:
    """Every channel there is: the folders with a manifest."""
    return sorted(path.parent.name for path in FOLDER.glob("*/manifest.toml"))


def open_channel(provider: str) -> Channel:
    """The adapter of a provider. Raises LookupError where there is none."""
    if provider not in channel_names():
        raise LookupError(f"no such channel: {provider}")
    make: Callable[[], Channel] = importlib.import_module(f"prilavok.adapters.channels.{provider}.adapter").open_here
    return make()
