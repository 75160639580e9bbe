"""What the room of connections gives and takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from prilavok.kit.secrets import Secret


@dataclass(frozen=True, slots=True)
class NewConnection:
    """A login of ours to be kept. kind: site, telegram, sms, mail, payments. secrets: what opens it, by name."""

    code: str
    kind: str
    provider: str
    name: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    sandbox: bool = True


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """One login of ours as it is kept, without its secrets.

    provider: the adapter's folder, or "site" and "outbox", which are ourselves. sandbox: it speaks to the provider's
    sandbox on this machine and to nobody else. on: whether it may be used.
    """

    id: UUID
    code: str
    kind: str
    provider: str
    name: Mapping[str, str]
    settings: Mapping[str, str]
    sandbox: bool
    on: bool
    version: int


@dataclass(frozen=True, slots=True)
class HealthView:
    """How a connection was found when it was last looked at.

    listens: its provider says that it posts to us. waiting: how much it has not told us yet. trouble: a code of what
    goes wrong, "" where nothing does; since: since when that is so.
    """

    connection: UUID
    listens: bool
    waiting: int
    trouble: str
    since: datetime
    looked_at: datetime
