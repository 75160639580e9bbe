"""What crosses the edge of customers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from prilavok.domains.customers.types.contacts import Sureness
from prilavok.kit.channels import MESSENGERS
from prilavok.kit.passkeys import MadeKey


@dataclass(frozen=True, slots=True)
class NewIdentifier:
    """One way to name a person: kind ("card", "phone", "email" ...) and value in its normal form.

    sealed: of a national number, whose value is a keyed digest, the digits as they are kept.
    """

    kind: str
    value: str
    made_up: bool = False
    sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A person known to a source by `code`; each identifier becomes a leaf of their own.

    The first identifier is the one facts arrive with; the others are tied to it by evidence of the given strength.
    """

    code: str
    identifiers: tuple[NewIdentifier, ...]
    name: str = ""
    made_up: bool = False
    language: str = ""
    traits: Mapping[str, str] = field(default_factory=dict)
    strength: str = "verified"


@dataclass(frozen=True, slots=True)
class KnownLeaf:
    """A leaf and whose it is now."""

    leaf: UUID
    customer: UUID | None


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A made-up name and its contacts (kind, value) for the customer of a code."""

    code: str
    name: str
    language: str
    contacts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A person as screens and programs see them. traits: what a source told of the household, by its own names."""

    id: UUID
    code: str
    kind: str
    name: str
    made_up: bool
    traits: Mapping[str, str]
    language: str
    created_at: datetime
    origin: str
    version: int


@dataclass(frozen=True, slots=True)
class IdentifierView:
    """One identifier of a customer. value: masked unless the one who asks may see it raw, "" after an erasure."""

    leaf: UUID
    customer: UUID
    kind: str
    value: str
    made_up: bool
    since: datetime

    @property
    def messenger(self) -> bool:
        """Whether it is what a messenger knows them by."""
        return self.kind in MESSENGERS


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One observation that ties two leaves of a customer; a revoked one no longer holds them together.

    holds: it keeps the two one person. dropped: the rule by which proven evidence does not, or "".
    """

    id: UUID
    one: UUID
    other: UUID
    strength: str
    source: str
    observed_at: datetime
    revoked_at: datetime | None
    holds: bool = True
    dropped: str = ""

    @property
    def loaded(self) -> bool:
        """Whether it came with a load: `source` then names the source that was loaded."""
        return self.source.startswith("load:")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proven contact came to: whose the leaf is now, and the join that the proof made, if it made one."""

    customer: UUID
    leaf: UUID
    joined: UUID | None = None


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A code on its way. masked: where to, as the asker may see it. resend_after: seconds to wait before asking again.

    by: the messenger it goes by if whoever has the contact is connected there; "" where it goes to the contact itself.
    Nothing here tells whether the contact is known.
    """

    code: UUID
    kind: str
    masked: str
    expires_at: datetime
    resend_after: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class JoinView:
    """Two customers found to be one. leaves: those that came over from `gone` to `kept`."""

    id: UUID
    kept: UUID
    gone: UUID
    evidence: UUID
    leaves: tuple[UUID, ...]
    actor_kind: str
    actor: UUID | None
    joined_at: datetime
    undone_at: datetime | None
    undone_by: UUID | None


@dataclass(frozen=True, slots=True)
class LeafView:
    """A leaf of a customer. since: owned by this customer from then on. kind: "browser", "phone", "telegram" ..."""

    leaf: UUID
    kind: str
    first_seen_at: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class WhyOnePerson:
    """All that holds a customer together: the leaves, the evidence that ties them, the joins they came by.

    evidence: the latest. sure: how firmly the leaves are known to be one person, by all of it.
    """

    customer: UUID
    leaves: tuple[LeafView, ...]
    evidence: tuple[EvidenceView, ...]
    joins: tuple[JoinView, ...]
    sure: Sureness


@dataclass(frozen=True, slots=True)
class AddressView:
    """Where a leaf can be written to. address: of a messenger "<connection>:<user>". verified: proven to be theirs."""

    leaf: UUID
    channel: str
    address: str
    made_up: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A passkey as it is asked for: the leaf that stands for its device, and the key."""

    id: UUID
    leaf: UUID
    key: MadeKey


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """A passkey as its owner sees it. label: how they call the device."""

    id: UUID
    leaf: UUID
    label: str
    made_at: datetime
    used_at: datetime | None


Arrived = Literal["code", "messenger", "qr", "card", "caller", "phone", "marketplace", "pickup_code", "document"]


@dataclass(frozen=True, slots=True)
class Proves:
    """What a way of arriving opens; a row of the table "What an arrival proves" of docs/agreed.md.

    attach: facts go to the customer and earn. see_own: own orders and balance. see_personal: names and addresses.
    spend: points and cards. take: goods that wait.
    """

    attach: Literal["yes", "that_order"]
    see_own: Literal["yes", "balance", "staff_only", "that_order", "no"]
    see_personal: Literal["yes", "masked", "no"]
    spend: Literal["yes", "by_button", "with_pin_or_code", "no"]
    take: Literal["yes", "with_pickup_code", "by_marketplace_code", "that_order_once", "no"]
