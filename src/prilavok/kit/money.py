"""Money as whole minor units of one currency, with the house's only rounding and sharing; no float anywhere."""

import copy
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.numbers import list_currencies

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _

BASIS_POINTS = 10_000

# ISO 4217 list one (currency and funds code list, SIX Interbank Clearing): all others have two decimals. Babel's own
# figures are CLDR's habits of display, which differ (IQD, AFN, ...), so they are not used for amounts.
_EXPONENTS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 0),
    **dict.fromkeys(("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
# Where a locale of the library knows no sign and writes the code, the sign people know is better.
_SYMBOLS = {"KZT": "₸", "RUB": "₽", "USD": "$", "EUR": "€"}
_EXACT = re.compile(r"(-?)([0-9]{1,18})(?:\.([0-9]{1,18}))?")
_BIGINT = 2**63


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum: a bug of the caller, never a refusal."""


@cache
def exponent(currency: str) -> int:
    """How many decimals the currency has. ValueError where the code is not one."""
    if currency not in list_currencies():
        raise ValueError(f"not a currency code: {currency!r}")
    return _EXPONENTS.get(currency, 2)


def round_half_away(numerator: int, denominator: int) -> int:
    """The whole number nearest to the fraction, halves away from zero (2.5 -> 3, -2.5 -> -3)."""
    _whole(numerator)
    _whole(denominator)
    if denominator == 0:
        raise ZeroDivisionError("round_half_away by zero")
    rounded = (2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator))
    return rounded if (numerator < 0) == (denominator < 0) else -rounded


def percent_of(units: int, basis_points: int) -> int:
    """That share of the units, rounded once: percent_of(999, 1250) is 12.5 % of 999 = 125."""
    return round_half_away(units * basis_points, BASIS_POINTS)


def share_units(units: int, weights: Sequence[int]) -> list[int]:
    """Split whole units in proportion, losing none: largest remainder first, equal remainders in the given order.

    Weights are whole and not negative; ValueError where their sum is zero. A negative amount is shared as its mirror.
    """
    _whole(units)
    for weight in weights:
        _whole(weight)
        if weight < 0:
            raise ValueError("a weight is negative")
    whole = sum(weights)
    if whole == 0:
        raise ValueError("nothing to share by: the weights add up to zero")
    if units < 0:
        return [-part for part in share_units(-units, weights)]
    parts = [units * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: -(units * weights[index] % whole))
    for index in by_remainder[: units - sum(parts)]:
        parts[index] += 1
    return parts


def _whole(number: int) -> None:
    if type(number) is not int:
        raise TypeError(f"whole numbers only, not {type(number).__name__}")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (tiyn, kopecks, cents) of an ISO 4217 currency; fits PostgreSQL's bigint."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        _whole(self.amount)
        exponent(self.currency)
        if not -_BIGINT <= self.amount < _BIGINT:
            raise OverflowError("an amount beyond bigint")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    def __bool__(self) -> bool:
        return self.amount != 0

    def times(self, quantity: int) -> "Money":
        """The price of so many whole units."""
        _whole(quantity)
        return Money(self.amount * quantity, self.currency)

    def percent(self, basis_points: int) -> "Money":
        """That share of it, rounded half away from zero."""
        return Money(percent_of(self.amount, basis_points), self.currency)

    def share(self, weights: Sequence[int]) -> "list[Money]":
        """Parts in proportion to the weights that add up to it exactly; see share_units."""
        return [Money(part, self.currency) for part in share_units(self.amount, weights)]

    def _same(self, other: "Money") -> int:
        if not isinstance(other, Money):
            raise TypeError(f"money meets {type(other).__name__}")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} meets {other.currency}")
        return other.amount


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum, zero of that currency where there are none. CurrencyMismatch where one is of another."""
    result = Money(0, currency)
    for amount in amounts:
        result += amount
    return result


def read_money(text: str, currency: str) -> Money:
    """Read exact decimal text with a point ("1234.50"). Refused where it is not, or finer than the currency.

    Floats raise TypeError: they have already lost what they meant. Zeros beyond the currency's decimals are harmless.
    """
    if not isinstance(text, str):
        raise TypeError(f"money is read from text, not from {type(text).__name__}")
    match = _EXACT.fullmatch(text)
    if match is None:
        raise Refused("money.unreadable", _("This is not an amount: %(text)s"), text=text[:40])
    decimals = exponent(currency)
    sign, whole, fraction = match[1], match[2], match[3] or ""
    if fraction[decimals:].strip("0"):
        raise Refused(
            "money.too_fine", _("%(currency)s has no such small part: %(text)s"), currency=currency, text=text
        )
    amount = int(whole + fraction[:decimals].ljust(decimals, "0"))
    if amount >= _BIGINT:
        raise Refused("money.unreadable", _("This is not an amount: %(text)s"), text=text)
    return Money(-amount if sign else amount, currency)


def exact_text(money: Money) -> str:
    """The amount as plain decimal text for files and programs ("-0.05"); read_money reads it back."""
    decimals = exponent(money.currency)
    digits = str(abs(money.amount)).rjust(decimals + 1, "0")
    cut = len(digits) - decimals
    return ("-" if money.amount < 0 else "") + digits[:cut] + ("." + digits[cut:] if decimals else "")


def format_money(money: Money, locale: str, *, short: bool = False) -> str:
    """The amount as that locale writes it ("1 234,50 ₸"); `short` leaves out decimals that are all zero."""
    decimals = exponent(money.currency)
    if short and money.amount % 10**decimals == 0:
        shown, told = 0, money.amount // 10**decimals
    else:
        shown, told = decimals, money.amount
    before, between, point, after = _shape(money.currency, locale, shown, money.amount < 0)
    digits = str(abs(told)).rjust(shown + 1, "0")
    whole, fraction = digits[: len(digits) - shown], digits[len(digits) - shown :]
    first = len(whole) % 3 or 3
    grouped = between.join([whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))])
    return f"{before}{grouped}{point}{fraction}{after}"


@cache
def _shape(currency: str, locale: str, decimals: int, negative: bool) -> tuple[str, str, str, str]:
    """What stands before the digits, between groups of three, before the decimals and behind: as CLDR writes it."""
    parsed = Locale.parse(locale.replace("-", "_"))
    pattern = copy.copy(parsed.currency_formats["standard"])
    pattern.frac_prec = (decimals, decimals)
    probe = Decimal(-1111111 if negative else 1111111)
    written = str(pattern.apply(probe, parsed, currency=currency, currency_digits=False))
    written = written.replace(currency, _SYMBOLS.get(currency, currency))
    found = re.fullmatch(r"(\D*)1(?P<gap>\D*)111(?P=gap)111(?:(\D)0+)?(\D*)", written)
    assert found, f"{locale} groups its digits otherwise than by threes: {written!r}"
    return found[1], found[2], found[3] or "", found[4]
