"""How figures and words in data are said in the reader's language: money, quantities, numbers, days."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language

from prilavok.insights.said import units_words, weekday_words
from prilavok.kit.money import Money, format_money
from prilavok.kit.words import say

_NOTHING = "—"


def locale_now() -> str:
    """The reader's language, as formats are named by it."""
    return (get_language() or "ru").split("-")[0]


def money(amount: Money | int | None, currency: str = "") -> str:
    """An amount as the reader's language writes it: `{{ total|money }}`, `{{ order.amount|money:order.currency }}`."""
    if amount is None:
        return _NOTHING
    return _money(amount if isinstance(amount, Money) else Money(amount, currency), locale_now(), short=False)


def money_short(amount: Money | int | None, currency: str = "") -> str:
    """The same without decimals that are all zero, for tiles."""
    if amount is None:
        return _NOTHING
    return _money(amount if isinstance(amount, Money) else Money(amount, currency), locale_now(), short=True)


def number(value: int | Decimal | None) -> str:
    """A whole or decimal number with the language's separators."""
    return _NOTHING if value is None else _decimal(value, locale_now())


def percent(basis_points: int | None) -> str:
    """Basis points as per cent: 1250 -> "12.5 %"."""
    if basis_points is None:
        return _NOTHING
    return f"{format_decimal(Decimal(basis_points) / 100, format='#,##0.##', locale=locale_now())}\u00a0%"


def quantity(units: int | None, unit: str = "piece") -> str:
    """Units of the variant's smallest unit as people say them: `{{ line.quantity|quantity:line.unit }}` -> "1.5 kg"."""
    return _NOTHING if units is None else _quantity(units, unit, locale_now())


# What a page counts is mostly small, what it prices mostly round, and the next page says the same ones.
@lru_cache(maxsize=10_000)
def _money(told: Money, locale: str, *, short: bool) -> str:
    return format_money(told, locale, short=short)


@lru_cache(maxsize=10_000)
def _quantity(units: int, unit: str, locale: str) -> str:
    return units_words(units, unit, locale)


@lru_cache(maxsize=10_000)
def _decimal(value: int | Decimal, locale: str, pattern: str | None = None) -> str:
    return str(format_decimal(value, format=pattern, locale=locale))


def words(given: Mapping[str, str] | None) -> str:
    """Words in data ({ru, kk, en}) in the reader's language."""
    return say(given, locale_now()) if given else ""


def day(value: date | None) -> str:
    """A calendar day: "3 мар. 2026 г.". An instant is of a day only by a clock, see `local_day`: TypeError for one."""
    if value is None:
        return _NOTHING
    if isinstance(value, datetime):
        raise TypeError(f"{value} is an instant: say by whose clock its day is told, {{{{ at|local_day:zone }}}}")
    return _day(value, locale_now())


def weekday_day(value: date | None) -> str:
    """A calendar day near by: "Tuesday 24 November"."""
    return _NOTHING if value is None else weekday_words(value, locale_now())


@lru_cache(maxsize=4_000)
def _day(value: date, locale: str) -> str:
    """A page tells dozens of days, and the next page the same ones."""
    return str(format_date(value, "medium", locale=locale))
