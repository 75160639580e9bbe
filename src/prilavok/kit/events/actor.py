"""Who acts in a story."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

ActorKind = Literal["staff", "leaf", "connection", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Staff, a customer's leaf, a connection to the outside, or the system itself, which alone has no id."""

    kind: ActorKind
    id: UUID | None = None

    def __post_init__(self) -> None:
        if (self.kind == "system") != (self.id is None):
            raise ValueError(f"an actor of kind {self.kind!r} {'has no' if self.kind == 'system' else 'needs an'} id")


SYSTEM = Actor("system")
