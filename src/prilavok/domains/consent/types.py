"""What crosses the edge of consent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A yes or no of a leaf. channel: "sms", "telegram" ...; purpose: "orders" (news of one's own orders), "offers".

    source: where it was said, a code ("checkout", "telegram_start", "desk").
    """

    id: UUID
    leaf: UUID
    channel: str
    purpose: str
    given: bool
    source: str
    actor_kind: str
    actor: UUID | None
    said_at: datetime
