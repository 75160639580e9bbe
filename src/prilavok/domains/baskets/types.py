"""What crosses the edge of baskets."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.rules import MOST_COMPARED as MOST_COMPARED
from prilavok.domains.baskets.rules import MOST_LINES as MOST_LINES


@dataclass(frozen=True, slots=True)
class Wish:
    """So many units of a variant, in its smallest unit, are wanted from now on; nought: none any more."""

    variant: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class BasketLineView:
    """One wish of a basket; the last hand that changed it is the one named."""

    variant: UUID
    quantity: int
    touchpoint: str
    added_by_kind: str
    added_by: UUID | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class BasketView:
    """One basket. place: where the goods would be collected. order: what it became. coupons: codes entered in it.

    state: open, ordered, dropped. version: rises with every change; a quote names the one it priced.
    paid_until: until when an open one is kept for a sale at a till that is being paid, which `order` names meanwhile.
    """

    id: UUID
    leaf: UUID
    place: UUID | None
    state: str
    version: int
    order: UUID | None
    changed_at: datetime
    coupons: tuple[str, ...] = ()
    lines: tuple[BasketLineView, ...] = ()
    paid_until: datetime | None = None

    def is_paying(self, at: datetime) -> bool:
        """Whether a till is taking money for goods of it at this instant, so that nobody changes or orders it."""
        return self.paid_until is not None and at < self.paid_until


@dataclass(frozen=True, slots=True)
class BasketPart:
    """What a till sells of a basket: so many units of each."""

    basket: UUID
    bought: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class ComparedView:
    """A variant that is compared with others of its shelf. category: that shelf, as it was when it was put there."""

    variant: UUID
    category: UUID | None
    added_at: datetime
