"""What crosses the edge of tracking."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

SourceKind = Literal["site", "app", "server"]


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source. key: what its pages and programs carry, public. closed_at: since then it is told nothing by it."""

    id: UUID
    name: str
    kind: str
    key: str
    made_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Request:
    """One request about to be kept. route: "batch" or the type of its one event. body: JSON text, as it came."""

    source: UUID
    route: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Landing:
    """One request that waits to be read."""

    id: UUID
    source: UUID
    received_at: datetime
    route: str
    body: bytes


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event as it can be used.

    id: the same whenever source and message id are. message: that id, "" where it has none. visitor, user, previous:
    digests within the source that leaves are named by, "" where it names none. occurred_at: by our clock. sku: what it
    says of a product. amount: minor units. phone, email: what identify claims. landing: the request that brought it;
    first, size: which of its bytes, the first being 1. payload: the whole of it as JSON text where it is not just those
    bytes.
    """

    id: UUID
    source: UUID
    received_at: datetime
    type: str
    verb: str
    occurred_at: datetime
    landing: UUID
    first: int
    size: int
    payload: str | None = None
    visitor: str = ""
    user: str = ""
    message: str = ""
    previous: str = ""
    sku: str = ""
    amount: int | None = None
    currency: str | None = None
    quantity: int | None = None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One event, or a whole request, that cannot be taken. reason: a code; visitor: as in Event, where it is read."""

    source: UUID
    received_at: datetime
    reason: str
    message: str = ""
    visitor: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one event. message: its own id; reason: of one in quarantine, as in Refusal."""

    message: str
    result: Literal["accepted", "doubled", "quarantined"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefusalView:
    """One refused event as staff look at it. body: what was sent, "" after an erasure or where it was not text."""

    id: UUID
    source: UUID
    source_name: str
    received_at: datetime
    reason: str
    message: str
    body: str
