"""The value added tax within amounts: of one, and by rate of many. Rates are basis points, 0 is without the tax."""

from collections.abc import Iterable
from dataclasses import dataclass

from prilavok.kit.money import BASIS_POINTS, round_half_away


def tax_within(amount: int, rate: int) -> int:
    """The tax that an amount includes, minor units, rounded once: the same as the price engine says of a line."""
    return round_half_away(amount * rate, BASIS_POINTS + rate)


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
