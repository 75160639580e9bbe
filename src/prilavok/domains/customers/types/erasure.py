"""What crosses the edge where a person is erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What the law keeps after an erasure. reason: a code; until: the last day of it, as ISO text."""

    store: str
    rows: int
    reason: str
    until: str


@dataclass(frozen=True, slots=True)
class ToldAlike:
    """Somebody else of whom it is told, and nobody has proven, that they may be the person.

    source: of the evidence, "import:<list>", "tracking", "alike" and the like. proven: they have proven a contact or a
    device of their own, so that they are somebody who can ask by themselves.
    """

    customer: UUID
    name: str
    code: str
    source: str
    proven: bool

    @property
    def called(self) -> str:
        """By what staff may know them."""
        return self.name or self.code or str(self.customer)


@dataclass(frozen=True, slots=True)
class NewErasure:
    """What an erasure did. people: the customer first, then those found to be the same. counts: rows by table."""

    people: tuple[UUID, ...]
    leaves: tuple[UUID, ...]
    counts: Mapping[str, int]
    kept: tuple[KeptBack, ...]
    digest: bytes


@dataclass(frozen=True, slots=True)
class ErasureView:
    """The proof that somebody was erased. digest: hexadecimal. again_at: when a restored copy was erased again."""

    id: UUID
    customer: UUID
    people: tuple[UUID, ...]
    leaves: tuple[UUID, ...]
    counts: Mapping[str, int]
    kept: tuple[KeptBack, ...]
    digest: str
    actor_kind: str
    actor: UUID | None
    erased_at: datetime
    again_at: datetime | None
