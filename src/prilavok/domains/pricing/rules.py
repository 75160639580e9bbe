"""How a price is read off a receipt's line, in which steps discounted lines are paid, and which tax a price includes.

Sources of the rates: research of the ecosystem (KZ, 2026), the laws named with each; looked up in November 2026.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from prilavok.domains.pricing.types.taxes import TaxRate
from prilavok.kit.money import round_half_away

#: Measured goods are priced per this many of their smallest units (a gallon, a kilogram, a litre).
MEASURE = 1000
#: Discounted lines are paid in whole steps of so many minor units: there are no coins below a tenge. Elsewhere one.
STEPS = {"KZT": 100}


def read_unit_price(*, list_amount: int, quantity: int, measured: bool) -> tuple[int, int] | None:
    """Return (minor units, per how many units), or None where the line does not show a price.

    Pieces: only where the amount divides to the last minor unit, since a rounded price is nobody's price.
    Measured goods: per 1000 units, rounded half up, and only from quantities over 100 (smaller ones are
    prepayments and corrections whose quotient is noise).
    """
    if quantity <= 0 or list_amount <= 0:
        return None
    if measured:
        if quantity <= 100:
            return None
        return (2 * list_amount * MEASURE + quantity) // (2 * quantity), MEASURE
    if list_amount % quantity:
        return None
    return list_amount // quantity, 1


#: so many grams or millilitres are one of what a package says
_MEASURES = {"кг": ("kg", 1000), "kg": ("kg", 1000), "г": ("kg", 1), "гр": ("kg", 1), "g": ("kg", 1),
             "л": ("l", 1000), "l": ("l", 1000), "мл": ("l", 1), "ml": ("l", 1)}  # fmt: skip
_PACKAGE = re.compile(
    r"(?:(\d{1,3})\s*[xх×*]\s*)?(\d{1,5})(?:[.,](\d{1,3}))?\s*(кг|kg|гр|г|g|мл|ml|л|l)\b", re.IGNORECASE
)


def measured_price(amount: int, package: str) -> tuple[str, int] | None:
    """What a kilogram ("kg") or litre ("l") costs where the package says its weight: "0,5 л", "6 x 330 ml".

    amount: minor units for one package; rounded half away. None where the package says neither.
    """
    found = _PACKAGE.search(package)
    if found is None:
        return None
    times, whole, part, sign = found.groups()
    unit, smallest = _MEASURES[sign.lower()]
    thousandths = int(whole) * 1000 + int((part or "").ljust(3, "0"))
    content = int(times or 1) * thousandths * smallest
    return (unit, round_half_away(amount * 1_000_000, content)) if content else None


#: nothing said of goods means the general rate; `none` is without value added tax
TAX_GROUPS = ("general", "reduced", "none")
#: what the law of a country says of a group from a day on; the ground is a code that screens say in words
TAX_RATES: tuple[TaxRate, ...] = (
    TaxRate("KZ", "general", date(2009, 1, 1), 1200, "kz_code_before"),
    TaxRate("KZ", "general", date(2026, 1, 1), 1600, "kz_code_2026"),
    # Medicines and medical goods of the government's list; their sale was exempt before.
    TaxRate("KZ", "reduced", date(2009, 1, 1), 0, "kz_exempt_before"),
    TaxRate("KZ", "reduced", date(2026, 1, 1), 500, "kz_medicine"),
    TaxRate("KZ", "reduced", date(2027, 1, 1), 1000, "kz_medicine"),
    TaxRate("RU", "general", date(2004, 1, 1), 1800, "ru_code"),
    TaxRate("RU", "general", date(2019, 1, 1), 2000, "ru_law_303"),
    TaxRate("RU", "general", date(2026, 1, 1), 2200, "ru_law_425"),
    # Food, children's goods, printed matter and medicines of the government's lists.
    TaxRate("RU", "reduced", date(2004, 1, 1), 1000, "ru_code"),
)


def tax_rate(country: str, group: str, day: date) -> int | None:
    """Basis points by the law of a country on a calendar day; None where its law is not known here."""
    told = [one for one in TAX_RATES if one.country == country and one.since <= day]
    if group == "none":
        return 0 if told else None
    held = max((one for one in told if one.group == group), key=lambda one: one.since, default=None)
    return held.rate if held else None


def nearest_group(product: object, paths: Sequence[str], kept: Mapping[object, str]) -> str:
    """The group of a product: its own, else that of the nearest category above it, else the general one.

    paths: of its category and of those above it, the root first. kept: groups by product or by path.
    """
    for asked in (product, *reversed(paths)):
        if asked in kept:
            return kept[asked]
    return "general"
