"""What crosses the edge of consent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A yes or no of a leaf. channel: "sms", "telegram" ...; purpose: "orders" (news of one's own orders), "offers".

    source: where it was said, a code ("checkout", "telegram_start", "desk"). waits: told by a file that does not prove
    it; it counts for nothing until the person says it themselves. text_version: which words were agreed to. proof: id
    of what shows it.
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
    text_version: str = ""
    waits: bool = False
    proof: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewConsent:
    """A yes or no that a file tells of. said_at: None where the file does not say when.

    source: where it was said, a code. text_version: which words were agreed to. proof: id of what shows it. address:
    the leaf of the one contact it is said of, None for all. told_by: the leaf of whom the row tells, where the word is
    kept with another: a no, which is kept with its contact.
    """

    leaf: UUID
    channel: str
    purpose: str
    given: bool
    source: str
    said_at: datetime | None = None
    text_version: str = ""
    proof: UUID | None = None
    address: UUID | None = None
    told_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One word that counts: whose, which, when. told_by: whose row told it where that is not the leaf itself."""

    leaf: UUID
    given: bool
    at: datetime
    told_by: UUID | None = None
