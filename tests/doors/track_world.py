"""A source that may tell us of behaviour, and posters, for tests of the tracking door."""

import http.client
import json
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tests.make import ask

from prilavok.domains.tracking.types import SourceKind, SourceView
from prilavok.flows.keep_tracking import add_source
from prilavok.flows.read_tracked import read_tracked
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def source(kind: SourceKind = "site", name: str = "Site") -> SourceView:
    """An open source."""
    return add_source(name, kind, actor=SYSTEM, at=AT)


@dataclass
class Answered:
    """What the door said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, object]:
        """The JSON of it."""
        found: dict[str, object] = json.loads(self.body)
        return found


class Teller:
    """One kept connection to the door."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._line = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=20)

    def ask(
        self, path: str, body: bytes = b"", headers: dict[str, str] | None = None, *, method: str = "POST"
    ) -> Answered:
        """Ask; the answer, read."""
        self._line.request(method, path, body=body, headers=headers or {})
        answer = self._line.getresponse()
        return Answered(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())

    def tell(self, key: str, *events: dict[str, object], path: str = "/v1/batch", **more: object) -> Answered:
        """Post a batch as the Python SDK does: the key in the body."""
        return self.ask(path, json.dumps({"batch": events, "writeKey": key, **more}).encode())


def basic(key: str) -> dict[str, str]:
    """The write key as browsers and servers send it."""
    return {"authorization": "Basic " + b64encode(f"{key}:".encode()).decode()}


def event(number: int = 1, **more: object) -> dict[str, object]:
    """A page that was looked at."""
    return {"type": "page", "messageId": f"m-{number}", "anonymousId": "anna", **more}


def read_all() -> int:
    """Read everything that landed, as the worker does; how many requests."""
    read = 0
    while True:
        with story():
            count = read_tracked(actor=SYSTEM, at=clock.now())
        if not count:
            return read
        read += count


def told() -> list[dict[str, object]]:
    """Every event kept, in its own words, in the order of its message id."""
    rows = [json.loads(str(payload)) for (payload,) in ask("SELECT payload FROM tracking_told")]
    return sorted(rows, key=lambda one: str(one.get("messageId")))


def refused() -> list[str]:
    """The reasons for which events were refused, in the order of receipt."""
    return [str(reason) for (reason,) in ask("SELECT reason FROM tracking_refused ORDER BY received_at, id")]
