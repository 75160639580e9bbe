"""What every channel does for us, and how its folder is found."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from prilavok.adapters.channels.port.incoming import Attached, Incoming
from prilavok.adapters.channels.port.outgoing import Health, Line, Means, NotOffered, Outgoing, Sent
from prilavok.kit.secrets import Secret

FOLDER = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Posted:
    """One request that came to our address, nothing of it believed yet. headers: names in small letters.

    query: as it stands behind the question mark. settings, secrets: of the connection whose address it is.
    """

    method: str
    headers: Mapping[str, str]
    query: str
    body: bytes
    settings: Mapping[str, str]
    secrets: Mapping[str, Secret] = field(repr=False)


class Channel(Protocol):
    """One provider. It keeps nothing: whatever it needs is handed in."""

    #: its folder, which connections name as their provider
    name: str
    #: the word that conversations and messages use ("telegram")
    channel: str
    #: what its manifest declares
    can: frozenset[str]
    means: Means
    live_url: str
    #: which of kit.settings.SANDBOXES stands in for it
    sandbox: str
    #: what it wants to hear once what it posted is kept; most are content with 200 alone
    taken: bytes

    def greet(self, posted: Posted) -> bytes | None:
        """The answer where the provider only asks whether this address is ours: nothing of it is kept.

        None where it asks nothing, or proves nothing; never raises, whatever came.
        """
        ...

    def verify(self, posted: Posted) -> bool:
        """Whether the provider sent this; never raises, whatever came."""
        ...

    def key_of(self, body: bytes) -> str:
        """What the provider tells repeats by, at most 200 characters; a digest where the body cannot be read."""
        ...

    def read(self, body: bytes) -> list[Incoming]:
        """What happened, in the provider's order. Raises Unreadable."""
        ...

    def start_link(self, settings: Mapping[str, object], token: str, sandbox_url: str = "") -> str:
        """The link by which a customer comes in with a token of 1 to 64 characters; to the sandbox where given.

        Raises NotOffered.
        """
        ...

    def send(self, message: Outgoing, line: Line) -> Sent:
        """Say it. Raises OutsideFailed (unknown where it may have been said) and NotOffered."""
        ...

    def listen(self, url: str, line: Line) -> None:
        """Have the provider post what happens to this address, proving itself by our secret; again changes nothing.

        Raises OutsideFailed and NotOffered.
        """
        ...

    def health(self, url: str, line: Line) -> Health:
        """How the provider says that posting to this address goes. Raises OutsideFailed and NotOffered."""
        ...

    def answer_press(self, press: str, line: Line) -> None:
        """Tell the provider that a press was taken. Raises OutsideFailed and NotOffered."""
        ...

    def show_typing(self, address: str, line: Line) -> None:
        """Show the customer that somebody writes to them. Raises OutsideFailed and NotOffered."""
        ...

    def show_read(self, address: str, message: str, line: Line) -> None:
        """Show the customer that this message of theirs was read. Raises OutsideFailed and NotOffered."""
        ...

    def fetch(self, file: Attached, most: int, line: Line) -> bytes:
        """The content of a file that came, of at most so many bytes. Raises OutsideFailed and NotOffered."""
        ...


class Plain:
    """What a channel answers where its provider knows no such thing; an adapter says the rest."""

    name: str

    def greet(self, posted: Posted) -> bytes | None:
        """Nothing is asked: the provider believes the address it was given, or tries it by a post as any other."""
        return None

    def start_link(self, settings: Mapping[str, object], token: str, sandbox_url: str = "") -> str:
        """Raises NotOffered."""
        raise NotOffered(self.name, "start_link")

    def listen(self, url: str, line: Line) -> None:
        """Raises NotOffered: people write our address into their account by hand."""
        raise NotOffered(self.name, "listen")

    def health(self, url: str, line: Line) -> Health:
        """Raises NotOffered."""
        raise NotOffered(self.name, "health")

    def answer_press(self, press: str, line: Line) -> None:
        """Raises NotOffered: a press waits for nothing, or there is none."""
        raise NotOffered(self.name, "answer_press")

    def show_typing(self, address: str, line: Line) -> None:
        """Raises NotOffered."""
        raise NotOffered(self.name, "typing")

    def show_read(self, address: str, message: str, line: Line) -> None:
        """Raises NotOffered."""
        raise NotOffered(self.name, "read")

    def fetch(self, file: Attached, most: int, line: Line) -> bytes:
        """Raises NotOffered."""
        raise NotOffered(self.name, "fetch")


@runtime_checkable
class Vouching(Protocol):
    """A provider that signs a phone with a secret of ours: what it vouches for is known only with that at hand."""

    def read_vouched(self, body: bytes, secrets: Mapping[str, Secret]) -> list[Incoming]:
        """As `read`, and a phone is `own` where the signature holds. Raises Unreadable."""
        ...


def read_told(channel: Channel, body: bytes, secrets: Callable[[], Mapping[str, Secret]]) -> list[Incoming]:
    """What the channel reads, by the secrets of its connection where that needs them. Raises Unreadable."""
    return channel.read_vouched(body, secrets()) if isinstance(channel, Vouching) else channel.read(body)


def channel_names() -> list[str]:
    """Every channel there is: the folders with a manifest."""
    return sorted(path.parent.name for path in FOLDER.glob("*/manifest.toml"))


def open_channel(provider: str) -> Channel:
    """The adapter of a provider. Raises LookupError where there is none."""
    if provider not in channel_names():
        raise LookupError(f"no such channel: {provider}")
    make: Callable[[], Channel] = importlib.import_module(f"prilavok.adapters.channels.{provider}.adapter").open_here
    return make()
