"""What we have to say, what a channel lets be said, and how its provider is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, Protocol

from prilavok.kit.errors import Said
from prilavok.kit.errors import noted as _
from prilavok.kit.http import Answer
from prilavok.kit.secrets import Secret


class NotOffered(Said):
    """The channel's manifest does not declare what it was asked for."""

    def __init__(self, channel: str, capability: str) -> None:
        sentence = _("%(channel)s does not offer this: %(capability)s")
        super().__init__("channel.not_offered", sentence, channel=channel, capability=capability)


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: what it says, and what a press of it brings back; or the address that it opens."""

    text: str
    press: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be sent along. name: with its ending."""

    name: str
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Template:
    """Words that the provider has approved beforehand. fills: what stands in its places, in order."""

    name: str
    language: str
    fills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to be said. ask_phone: what the button says that shares one's own phone; "" for none.

    key: names this attempt for ever; a provider that takes one never says the same key twice. answers: the provider's
    id of the message that is answered. template: instead of free words, with `text` as people read it. human: a person
    of ours wrote it, not a program.
    """

    address: str
    text: str
    buttons: tuple[Button, ...] = ()
    ask_phone: str = ""
    key: str = ""
    files: tuple[File, ...] = ()
    template: Template | None = None
    answers: str = ""
    human: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it, under an id of its own; also: the ids of further parts, where it took several."""

    outside_id: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Means:
    """What the provider lets be said. text, caption: characters, of a message and beside a file; nought: none at all.

    text_bytes: of a message in UTF-8 too, where the provider counts those; nought: it does not. buttons: how many;
    button: characters of one; press: bytes it carries. file: bytes of one. pressed_text: buttons are words that a press
    says, so nothing is carried but them. window: how long after the customer's last words free words may be sent, None
    for ever; human_window: the same for what a person of ours wrote. first: who may be written to that never wrote to
    us: nobody, who allowed it, anybody by a template, anybody. tells: what it says of messages of ours afterwards.
    keyed: it never says one key twice, so an attempt without an answer may be sent again.
    parts: it charges by parts (see `sms.parts_of_sms`) and takes so many at most; nought: it does not count them.
    asks: by what it can be asked what became of a message: by its own id, or also by our key.
    """

    text: int
    caption: int = 0
    text_bytes: int = 0
    buttons: int = 0
    button: int = 0
    press: int = 0
    file: int = 0
    window: timedelta | None = None
    human_window: timedelta | None = None
    first: Literal["nobody", "allowed", "template", "anybody"] = "nobody"
    tells: frozenset[Literal["delivered", "read", "failed"]] = frozenset()
    keyed: bool = False
    parts: int = 0
    asks: Literal["", "id", "key"] = ""


@dataclass(frozen=True, slots=True)
class Health:
    """How the provider says that telling us goes. listens: it posts to the address we asked for.

    waiting: how much of what it has to tell is not told yet. trouble: what it says went wrong last, a code of ours.
    """

    listens: bool
    waiting: int = 0
    trouble: str = ""


class Speak(Protocol):
    """What kit.http.speak is to an adapter: a call that fails as OutsideFailed."""

    def __call__(
        self,
        method: str,
        url: str,
        *,
        within_ms: int,
        most_bytes: int = ...,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        json: object = None,
        form: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
        also: frozenset[int] = frozenset(),
        public_only: bool = False,
    ) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Line:
    """How to reach the provider: its address, our secrets with it, who speaks, and what the connection is set to."""

    base_url: str
    secrets: Mapping[str, Secret] = field(repr=False)
    speak: Speak = field(repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)
