"""A day near by in words, the same on screens and in messages."""

from datetime import date

from babel.dates import format_date

_PATTERNS = {"en": "EEEE d MMMM", "ru": "EEEE, d MMMM", "kk": "EEEE, d MMMM"}


def weekday_words(day: date, language: str) -> str:
    """As "Tuesday 24 November"."""
    short = language.replace("_", "-").split("-")[0].lower()
    return str(format_date(day, _PATTERNS.get(short, _PATTERNS["ru"]), locale=short if short in _PATTERNS else "ru"))
