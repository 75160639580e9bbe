"""The stated rules by which the year's files are read, and what the source does not hold is made (and marked)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from mimesis import Person
from mimesis.enums import Gender
from mimesis.locales import Locale

from prilavok.adapters.feeds.port import (
    SourceCard,
    SourceCustomer,
    SourceEntity,
    SourceLine,
    SourcePlace,
    SourceReceipt,
)
from prilavok.kit.words import Words

#: one zone for all stores; the source's weeks begin at 05:00 UTC, which is midnight there
ZONE = "America/New_York"
HOURS = {str(day): [["06:00", "24:00"]] for day in range(1, 8)}
#: product codes are smaller than this, so that a store and a product make one number
PRODUCT_CODES = 10**9
#: gasoline is counted in thousandths of a gallon; what is at most a tenth of one is no measured fill
SMALLEST_FILL = 100

ENTITY = SourceEntity(
    "CJ",
    {"en": "Complete Journey Grocers", "ru": "Бакалея «Complete Journey»", "kk": "«Complete Journey» азық-түлігі"},
    "company",
    "US",
    generated=True,
)

# Telephone area codes in use; with 555-0100 to 555-0199 they make numbers that are reserved for fiction.
_AREAS = (
    201,
    202,
    203,
    205,
    206,
    207,
    208,
    209,
    210,
    212,
    213,
    214,
    215,
    216,
    217,
    218,
    219,
    224,
    225,
    228,
    229,
    231,
    234,
    239,
    240,
    248,
    251,
    252,
    253,
    254,
)
_TONGUES = (("ru", Locale.RU), ("kk", Locale.KK), ("en", Locale.EN))


def cents(dollars: float) -> int:
    """Turn the file's dollars (binary floats holding whole cents) into cents, exactly for every row of the source."""
    return round(dollars * 100)


def is_fuel(product_type: str | None) -> bool:
    """Say whether a product type is sold by the gallon."""
    return bool(product_type) and str(product_type).startswith("GASOLINE")


def counted(quantity: int, fuel: bool) -> int:
    """Return the units a row counts: a fuel row of at most a tenth of a gallon states money, not a quantity."""
    return 0 if fuel and quantity <= SMALLEST_FILL else quantity


def counted_units(quantities: np.ndarray, fuel: np.ndarray) -> np.ndarray:
    """Apply `counted` to whole columns."""
    return np.where(fuel & (quantities <= SMALLEST_FILL), 0, quantities)


def household_code(household: int) -> str:
    """Name a household for people: HH-0042."""
    return f"HH-{household:04d}"


def campaign_code(number: int) -> str:
    """Name a campaign for people: CJ-C07."""
    return f"CJ-C{number:02d}"


def campaign_name(number: int, kind: str) -> Words:
    """Say a campaign's number and type in three languages."""
    letter = kind.removeprefix("Type ").strip()
    return {
        "en": f"Campaign {number}, type {letter}",
        "ru": f"Кампания {number}, тип {letter}",
        "kk": f"{number}-науқан, {letter} түрі",
    }


def store_place(store: int) -> SourcePlace:
    """Make a store's place; zone, hours and legal entity are by rule."""
    return SourcePlace(
        code=str(store),
        kind="store",
        zone=ZONE,
        currency="USD",
        entity=ENTITY.code,
        hours=HOURS,
        name={"en": f"Store {store}", "ru": f"Магазин {store}", "kk": f"{store}-дүкен"},
        generated=("zone", "hours", "legal_entity", "name"),
    )


def product_card(
    code: int,
    maker: str | None,
    department: str | None,
    brand: str | None,
    category: str | None,
    product_type: str | None,
    package: str | None,
) -> SourceCard:
    """Make a product's card from its row; the source gives English words in capitals."""
    what = (product_type or category or f"ITEM {code}").strip()
    name = f"{what.capitalize()}, {package}" if package else what.capitalize()
    return SourceCard(
        code=str(code),
        name={"en": name},
        category=tuple(one.strip() for one in (department, category) if one),
        category_names=tuple({"en": one.strip().capitalize()} for one in (department, category) if one),
        unit="milligallon" if is_fuel(product_type) else "piece",
        brand=brand or "",
        maker=maker or "",
        package=package or "",
    )


def missing_card(code: int) -> SourceCard:
    """Make a card for a code that is sold without one: it is named by its code, and marked."""
    return SourceCard(
        code=str(code),
        unit="piece",
        category=("NO CARD IN THE SOURCE",),
        generated=True,
        category_names=(
            {"en": "No card in the source", "ru": "Нет карточки в источнике", "kk": "Дереккөзде карточкасы жоқ"},
        ),
        name={"en": f"Item {code}", "ru": f"Товар {code}", "kk": f"{code} тауары"},
    )


def household(number: int, nth: int, traits: Mapping[str, str], *, made_up: bool) -> SourceCustomer:
    """Make a household's customer; name and phone are made up (or absent), the card is its number in the panel."""
    card = ("card", f"CJ{number:06d}")
    if not made_up:
        return SourceCustomer(household_code(number), (card,), traits=traits)
    tongue, locale = _TONGUES[number % len(_TONGUES)]
    phone = f"+1{_AREAS[nth // 100]}55501{nth % 100:02d}"
    return SourceCustomer(
        household_code(number),
        (card, ("phone", phone)),
        name=Person(locale, seed=number).full_name(gender=(Gender.FEMALE, Gender.MALE)[number % 2]),
        language=tongue,
        made_up=True,
        traits=traits,
    )


def receipt(head: Sequence[Any], lines: Sequence[SourceLine], zone: ZoneInfo) -> SourceReceipt:
    """Close a basket."""
    basket, store, household_number, at = head
    assert isinstance(at, datetime)
    return SourceReceipt(
        key=str(basket),
        place=str(store),
        customer=household_code(int(household_number)),
        at=at.replace(tzinfo=UTC).astimezone(zone),
        lines=tuple(lines),
    )
