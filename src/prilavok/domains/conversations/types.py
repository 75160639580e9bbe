"""What the room of conversations gives and takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

#: characters; the shortest of what messengers carry in one message (Bot API, sendMessage: 1 to 4096)
LONGEST_MESSAGE = 4_000


@dataclass(frozen=True, slots=True)
class Opened:
    """The conversation there is to speak in. new: it was opened just now."""

    conversation: UUID
    new: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as it is kept. new: False where the same key was kept before, and nothing was changed."""

    message: UUID
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIn:
    """What a customer said, from the address of its leaf.

    key: names it for ever among those of its connection. said_at: when, as the provider says. kind: `text` and `media`
    (a photo, a voice: `parts` tell what) wait for an answer; `start`, `contact` and `press` are what else people do in
    a messenger, and belong to a conversation only where there is one. outside_id: by which its provider knows it,
    where that is another name. recorded: another event of the same act tells of
    it, as that the conversation goes on in a messenger tells that somebody came there.
    """

    conversation: UUID | None
    leaf: UUID
    channel: str
    connection: UUID
    address: str
    key: str
    said_at: datetime
    kind: str = "text"
    text: str | None = None
    parts: Mapping[str, object] = field(default_factory=dict)
    outside_id: str = ""
    recorded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOut:
    """What we say to the address of a leaf.

    kind: `text`, `notice` (by `template`) or `code`. answers: the message it replies to. said: it needs no sending,
    as whoever it is for reads it here. parts: buttons and the like, as the channel's sender understands them. files:
    how many go along; with them there may be no words.
    """

    conversation: UUID | None
    leaf: UUID
    channel: str
    connection: UUID
    address: str
    text: str
    key: str
    kind: str = "text"
    template: str = ""
    answers: UUID | None = None
    said: bool = False
    parts: Mapping[str, object] = field(default_factory=dict)
    files: int = 0


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that came with a message. ref: by what the provider gives it out; size: bytes, nought where not told."""

    kind: str
    ref: str
    name: str = ""
    mime: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file of ours that goes along with a message, as it is kept already. size: bytes."""

    file: UUID
    kind: str
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class BroughtView:
    """A file that came, or goes, with a message. state: waits, kept, gone or large; file: where it is kept."""

    id: UUID
    message: UUID
    kind: str
    ref: str
    name: str
    mime: str
    size: int
    state: str
    file: UUID | None


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One try to say a message of ours. state: trying, sent, delivered, read, failed, unknown; error: a code."""

    id: UUID
    message: UUID
    nth: int
    connection: UUID
    state: str
    error: str
    began_at: datetime
    ended_at: datetime | None
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class ConversationView:
    """One conversation. channel: where it goes on now. waiting_since: the customer's first unanswered words."""

    id: UUID
    leaf: UUID
    state: str
    channel: str
    about_kind: str
    about: UUID | None
    staff: UUID | None
    opened_at: datetime
    last_at: datetime
    waiting_since: datetime | None
    first_answer_at: datetime | None
    resolved_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message. text is None where it has no words, or they were erased or have ended."""

    id: UUID
    conversation: UUID | None
    leaf: UUID
    direction: str
    kind: str
    template: str
    channel: str
    connection: UUID | None
    address: str | None
    text: str | None
    parts: Mapping[str, object]
    author_kind: str
    author: UUID | None
    state: str
    outside_id: str
    error: str
    answers: UUID | None
    said_at: datetime
    recorded_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class LastSent:
    """How our last message to a leaf by a channel went. state: as of MessageView; error: a code, "" for none."""

    leaf: UUID
    channel: str
    state: str
    error: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LastHeard:
    """What a leaf last said or did by one of our logins. kind: as of NewIn; `stopped`: they asked to be left alone.

    refused: we have said something there since, and the last of it was not delivered; a code, "" where it was.
    """

    message: UUID
    leaf: UUID
    channel: str
    connection: UUID
    address: str
    kind: str
    conversation: UUID | None
    said_at: datetime
    refused: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a leaf was last heard from in a channel."""

    leaf: UUID
    channel: str
    connection: UUID
    address: str


@dataclass(frozen=True, slots=True)
class PassportView:
    """What a passport carries, and whose it is. new: it was used just now, and not before by the same leaf."""

    id: UUID
    leaf: UUID
    conversation: UUID | None
    basket: UUID | None
    product: UUID | None
    new: bool
