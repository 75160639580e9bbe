"""What crosses the edge of pricing about value added tax. Rates are basis points; 0 is without the tax."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TaxRate:
    """What the law of a country says of a group of goods from a day on. ground: a code of the law."""

    country: str
    group: str
    since: date
    rate: int
    ground: str


@dataclass(frozen=True, slots=True)
class TaxedGoodsView:
    """Goods that are in another group than the general one: a product, or a category with all below it."""

    id: UUID
    product: UUID | None
    category: str | None
    group: str
    set_by: UUID | None
    set_at: datetime
