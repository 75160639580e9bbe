"""Days near by and units in words, the same on screens and in messages."""

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import gettext, npgettext

_UNITS = {"gram": (1000, "kg"), "millilitre": (1000, "l"), "milligallon": (1000, "gal")}

_PATTERNS = {"en": "EEEE d MMMM", "ru": "EEEE, d MMMM", "kk": "EEEE, d MMMM"}


def weekday_words(day: date, language: str) -> str:
    """As "Tuesday 24 November"."""
    short = language.replace("_", "-").split("-")[0].lower()
    return str(format_date(day, _PATTERNS.get(short, _PATTERNS["ru"]), locale=short if short in _PATTERNS else "ru"))


def units_words(units: int, unit: str, language: str) -> str:
    """Units of a variant's smallest unit as people say them, in the language that is spoken now: "1.5 kg"."""
    if unit not in _UNITS:
        return f"{format_decimal(units, locale=language)}\u00a0{npgettext('unit', 'pc', 'pcs', abs(units))}"
    whole, sign = _UNITS[unit]
    value = format_decimal(Decimal(units) / whole, format="#,##0.###", locale=language)
    return f"{value}\u00a0{_unit_sign(sign)}"


def _unit_sign(sign: str) -> str:
    return {"kg": gettext("kg"), "l": gettext("l"), "gal": gettext("gal")}[sign]
