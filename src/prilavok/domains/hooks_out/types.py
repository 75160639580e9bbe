"""What crosses the edge of outgoing webhooks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from prilavok.kit.secrets import Secret


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A new subscription and its secret, which is shown this once."""

    id: UUID
    secret: Secret


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """Who is told of what. failing_since: since when no telling was taken, None while all is well."""

    id: UUID
    url: str
    verbs: tuple[str, ...]
    on: bool
    failing_since: datetime | None
    made_at: datetime
    waiting: int
    told: int
    given_up: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One telling as it is sent now."""

    telling: UUID
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes


@dataclass(frozen=True, slots=True)
class Try:
    """A telling whose turn it is. attempts: made so far; not_before: when the next may be made, None at once."""

    telling: UUID
    attempts: int
    not_before: datetime | None = None

    @property
    def key(self) -> str:
        """The name of this one try."""
        return f"{self.telling.hex}.{self.attempts}"


@dataclass(frozen=True, slots=True)
class Ended:
    """What follows a try. switched_off: the subscription that is told nothing any more, if it came to that."""

    tries: tuple[Try, ...]
    switched_off: UUID | None = None
