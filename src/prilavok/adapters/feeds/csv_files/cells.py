"""One cell becomes one value, exactly or not at all: amounts, quantities, instants, days, hours, codes and words."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from prilavok.kit.errors import Refused
from prilavok.kit.money import exponent, read_money
from prilavok.kit.words import LANGUAGES, Words

MAX_UNITS = 2**53

_GROUPED = re.compile(r"-?[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(?:[.,][0-9]{1,4})?")
_WHOLE = re.compile(r"-?[0-9]{1,16}")
_SPACES = re.compile(r"[ \u00a0\u202f]")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOURS = re.compile(r"([1-7])(?:-([1-7]))? ([0-2][0-9]:[0-5][0-9])-([0-2][0-9]:[0-5][0-9])")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}")
_YEARS = range(1970, 2100)


class Unreadable(ValueError):
    """A cell does not hold what its column is for."""


@lru_cache(maxsize=8192)
def amount_cell(text: str, currency: str) -> int:
    """Return minor units from exact decimal text, "1234.5" or "1 234,50". Raises Unreadable.

    More decimals than the currency has are refused even where they are zeros: "1,250" means a thousand to some.
    """
    if _GROUPED.fullmatch(text):
        text = _SPACES.sub("", text)
    if not _DECIMAL.fullmatch(text):
        raise Unreadable(text[:40])
    exact = text.replace(",", ".")
    if len(exact.partition(".")[2]) > exponent(currency):
        raise Unreadable(text[:40])
    try:
        return read_money(exact, currency).amount
    except Refused as refused:
        raise Unreadable(text[:40]) from refused


def whole_cell(text: str) -> int:
    """Return a whole number, "12" or "1 200". Raises Unreadable; a fraction is never rounded."""
    if _GROUPED.fullmatch(text):
        text = _SPACES.sub("", text)
    if not _WHOLE.fullmatch(text):
        raise Unreadable(text[:40])
    return int(text)


@lru_cache(maxsize=256)
def instant_cell(text: str, zone: ZoneInfo) -> datetime:
    """Return an instant in the place's zone. Without an offset it is read as that zone's clock. Raises Unreadable.

    A local time that the clocks skipped is refused; of one that came twice the first is meant.
    """
    if not _INSTANT.fullmatch(text):
        raise Unreadable(text[:40])
    try:
        read = datetime.fromisoformat(text.replace(",", "."))
        local = read.replace(tzinfo=zone) if read.tzinfo is None else read.astimezone(zone)
        back = local.astimezone(UTC).astimezone(zone)
    except (ValueError, OverflowError) as trouble:
        raise Unreadable(text[:40]) from trouble
    if local.year not in _YEARS or back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Unreadable(text[:40])
    return local


def day_cell(text: str) -> date:
    """Return a day written 2026-03-31. Raises Unreadable."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        raise Unreadable(text[:40])
    return day


def hours_cell(text: str) -> dict[str, list[list[str]]]:
    """Return hours by ISO weekday from "1-5 09:00-21:00 | 6-7 10:00-18:00"; "" says nothing. Raises Unreadable."""
    hours: dict[str, list[list[str]]] = {}
    for part in text.split("|") if text else ():
        match = _HOURS.fullmatch(part.strip())
        if match is None or not match[3] < match[4] <= "24:00":
            raise Unreadable(text[:40])
        for day in range(int(match[1]), int(match[2] or match[1]) + 1):
            hours.setdefault(str(day), []).append([match[3], match[4]])
    return hours


@lru_cache(maxsize=64)
def zone_cell(text: str) -> ZoneInfo:
    """Return a zone such as Asia/Almaty. Raises Unreadable."""
    if not re.fullmatch(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+){0,2}", text) or len(text) > 48:
        raise Unreadable(text[:40])
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, LookupError) as trouble:
        raise Unreadable(text[:40]) from trouble


def currency_cell(text: str) -> str:
    """Return an ISO 4217 code. Raises Unreadable."""
    try:
        exponent(text)
    except ValueError as trouble:
        raise Unreadable(text[:40]) from trouble
    return text


def code_cell(text: str, longest: int) -> str:
    """Return a code: not empty, not over-long, no line break. Raises Unreadable."""
    if not text or len(text) > longest or "\n" in text or "\r" in text:
        raise Unreadable(text[:40])
    return text


def choice_cell(text: str, allowed: tuple[str, ...]) -> str:
    """Return a word of a closed list. Raises Unreadable."""
    if text not in allowed:
        raise Unreadable(text[:40])
    return text


def phone_cell(text: str) -> str:
    """Return +77011234567 from the same with spaces, dashes or brackets; the plus is needed. Raises Unreadable."""
    compact = re.sub(r"[\s()-]", "", text)
    if not _PHONE.fullmatch(compact):
        raise Unreadable(text[:40])
    return compact


def email_cell(text: str) -> str:
    """Return an address in lower case. Raises Unreadable."""
    if not _EMAIL.fullmatch(text):
        raise Unreadable(text[:40])
    return text.lower()


def words_cell(cells: Mapping[str, str], column: str, *, longest: int = 2000) -> Words:
    """Return the words of `column_ru`, `column_kk`, `column_en`, empty ones left out. Raises Unreadable if too long."""
    words = {language: text for language in LANGUAGES if (text := cells.get(f"{column}_{language}", "").strip())}
    if any(len(text) > longest for text in words.values()):
        raise Unreadable(column)
    return words
