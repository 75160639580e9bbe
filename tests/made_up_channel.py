"""A messenger that tells and takes all that the port knows: what no single provider of today does."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from uuid import UUID

from tests import make, talking

from prilavok.adapters.channels.port import Attached, Health, Incoming, Line, Means, Outgoing, Plain, Posted, Sent
from prilavok.kit.arrivals.keep import NewArrival, keep_arrivals
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.runner import run_due

#: modules in which a channel is opened
_OPENED_IN = (
    "read_arrivals", "send_message", "fetch_brought", "messages", "listen_outside", "look_after_channels",
    "show_read", "show_typing",
)  # fmt: skip
_nths = count(1)


@dataclass
class MadeUp(Plain):
    """rows: what each body tells; said: every message with its key; answers: what the next sayings come to."""

    name: str = "telegram_bot"
    channel: str = "telegram"
    can: frozenset[str] = frozenset({"text", "buttons", "fetch", "listen", "health", "read", "typing"})
    means: Means = Means(text=4096, buttons=3, button=20, press=64)
    live_url: str = "https://made.up"
    sandbox: str = "telegram"
    taken: bytes = b""
    rows: dict[str, list[Incoming]] = field(default_factory=dict)
    said: list[Outgoing] = field(default_factory=list)
    answers: list[Sent | OutsideFailed] = field(default_factory=list)
    files: dict[str, bytes | OutsideFailed] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    found: Health | OutsideFailed = Health(True)
    listened: list[str] = field(default_factory=list)
    #: every mark: whose words, and which of them; "" for the sign that somebody writes
    marks: list[tuple[str, str]] = field(default_factory=list)

    def verify(self, posted: Posted) -> bool:
        return True

    def key_of(self, body: bytes) -> str:
        return body.decode()

    def read(self, body: bytes) -> list[Incoming]:
        return self.rows[json.loads(body)]

    def send(self, message: Outgoing, line: Line) -> Sent:
        self.said.append(message)
        answer = self.answers.pop(0) if self.answers else Sent(f"out-{len(self.said)}")
        if isinstance(answer, OutsideFailed):
            raise answer
        return answer

    def listen(self, url: str, line: Line) -> None:
        self.listened.append(url)

    def show_typing(self, address: str, line: Line) -> None:
        self.marks.append((address, ""))

    def show_read(self, address: str, message: str, line: Line) -> None:
        self.marks.append((address, message))

    def health(self, url: str, line: Line) -> Health:
        if isinstance(self.found, OutsideFailed):
            raise self.found
        return self.found

    def fetch(self, file: Attached, most: int, line: Line) -> bytes:
        self.fetched.append(file.ref)
        content = self.files[file.ref]
        if isinstance(content, OutsideFailed):
            raise content
        return content


def install(patch: Callable[..., None]) -> MadeUp:
    """Put one in the place of every channel: `install(monkeypatch.setattr)`."""
    made = MadeUp()
    for module in _OPENED_IN:
        patch(f"prilavok.flows.{module}.open_channel", lambda provider: made)
    return made


def row(kind: str, user: str = "ann", **told: Any) -> Incoming:
    """One thing that a person did, keyed and ordered by when this was called."""
    nth = next(_nths)
    fresh: Any = {"kind": kind}
    return replace(Incoming(f"row:{nth}", nth, "other", user, user, make.AT), **fresh, **told)


def tell(channel: MadeUp, connection: UUID, *rows: Incoming) -> None:
    """The messenger posts all of this at once, and the worker reads it."""
    name = f"post-{next(_nths)}"
    channel.rows[name] = list(rows)
    keep_arrivals(connection, [NewArrival(name, json.dumps(name).encode())], at=make.AT)
    queue_jobs([NewJob(verb="arrivals.read", facts={"connection": str(connection)}, key=str(connection))], make.AT)
    run_due()


def connected() -> UUID:
    """The connection by which it is reached."""
    return talking.connect()["telegram"]
