"""What crosses the edge of customers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewIdentifier:
    """One way to name a person: kind ("card", "phone", "email" ...) and value in its normal form."""

    kind: str
    value: str
    made_up: bool = False


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


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One observation that ties two leaves of a customer; a revoked one no longer holds them together."""

    id: UUID
    one: UUID
    other: UUID
    strength: str
    source: str
    observed_at: datetime
    revoked_at: datetime | None
