"""What crosses the edge of pricing about value added tax. Rates are basis points; 0 is without the tax."""

from collections.abc import Iterable
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


@dataclass(frozen=True, slots=True)
class TaxSum:
    """All that is paid at one rate, minor units, and the tax within it."""

    rate: int
    amount: int
    tax_amount: int


def tax_sums(lines: Iterable[tuple[int | None, int, int]]) -> tuple[TaxSum, ...]:
    """By rate the amounts and taxes of lines (rate, amount, tax), the highest rate first; lines without one left out.

    A sum is that of the lines, each of which was rounded once: so it adds up to the last unit.
    """
    sums: dict[int, tuple[int, int]] = {}
    for rate, amount, tax in lines:
        if rate is not None:
            before = sums.get(rate, (0, 0))
            sums[rate] = before[0] + amount, before[1] + tax
    return tuple(TaxSum(rate, *sums[rate]) for rate in sorted(sums, reverse=True))
