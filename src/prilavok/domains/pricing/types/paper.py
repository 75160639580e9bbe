"""What crosses the edge of pricing about paper price tags."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TagFace:
    """What a tag says: the list price, and `pays`: what it costs with promotions, minor units for `per` units."""

    amount: int
    pays: int
    per: int

    @property
    def struck(self) -> bool:
        """Whether the list price stands on it struck out."""
        return self.pays < self.amount


@dataclass(frozen=True, slots=True)
class ShelfChange:
    """What the tag of a variant is to say from an instant on."""

    variant: UUID
    face: TagFace
    since: datetime


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag that somebody confirmed: what it says, when and by whom."""

    id: UUID
    place: UUID
    variant: UUID
    face: TagFace
    confirmed_at: datetime
    confirmed_by: UUID | None


@dataclass(frozen=True, slots=True)
class ShelfTag:
    """What is to hang at a place for a variant since when, and what hangs there (None: nothing was confirmed yet)."""

    place: UUID
    variant: UUID
    wanted: TagFace
    since: datetime
    hangs: TagView | None

    @property
    def right(self) -> bool:
        """Whether what hangs is what is to hang."""
        return self.hangs is not None and self.hangs.face == self.wanted


@dataclass(frozen=True, slots=True)
class PaperRule:
    """Within how many hours of a change a place's tags are to be confirmed; 0: they are not watched.

    looked_at: until when its shelf was worked out; book: by which promotions, "" before the first time.
    """

    place: UUID
    hours: int
    looked_at: datetime | None
    book: str
    set_at: datetime
    version: int
