"""What the made-up shop is: its files read into entities, places, goods, people and campaigns."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from prilavok.adapters.feeds.demo_shop.draws import with_check_digit
from prilavok.adapters.feeds.port import SourceCustomer, SourceEntity, SourcePlace
from prilavok.kit.words import LANGUAGES, Words

FOLDER = Path(__file__).parent
TIYN = 100
#: 200 to 299 is the range GS1 leaves to a company's own use; 200 marks goods here, 299 loyalty cards.
GOODS_RANGE, CARDS_RANGE = "200", "299"
#: Kazakhstan keeps no numbers for fiction; nobody is ever written to at these, and each carries the made-up mark.
PHONE = "+7700000{nth:04d}"


@dataclass(frozen=True, slots=True)
class Goods:
    """One product of the made-up shop. price: tiyn per piece or per kilogram."""

    nth: int
    code: str
    category: str
    category_names: tuple[Words, ...]
    name: Words
    description: Words
    unit: str
    price: int
    brand: str
    package: str

    @property
    def barcode(self) -> str:
        """Return its in-store barcode."""
        return with_check_digit(f"{GOODS_RANGE}{self.nth:09d}")

    @property
    def price_per(self) -> int:
        """Return how many units the price is for."""
        return 1000 if self.unit == "gram" else 1


@dataclass(frozen=True, slots=True)
class Offer:
    """A made-up mailing with one coupon that takes a share off goods of some categories."""

    code: str
    name: Words
    starts_on: date
    ends_on: date
    coupon: str
    off_basis_points: int
    categories: frozenset[str]
    reached_percent: int


@cache
def shop_file(name: str) -> Mapping[str, Any]:
    """Return one of the shop's own files."""
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


def three_languages(row: Mapping[str, Any], prefix: str = "") -> Words:
    """Return the words of a row in all three languages."""
    return {language: row[prefix + language] for language in LANGUAGES}


def opening_hours(text: str) -> dict[str, list[list[str]]]:
    """Return opening hours by ISO weekday from "1-5 10:00-21:00 | 6-7 10:00-22:00"."""
    hours: dict[str, list[list[str]]] = {}
    for part in text.split("|"):
        days, span = part.split()
        first, _, last = days.partition("-")
        for day in range(int(first), int(last or first) + 1):
            hours.setdefault(str(day), []).append(span.split("-"))
    return hours


def made_up_entities() -> Iterator[SourceEntity]:
    """Give the two made-up legal entities."""
    for row in shop_file("shop.toml")["entities"]:
        yield SourceEntity(
            row["code"], three_languages(row), row["kind"], row["country"], row["tax_number"], generated=True
        )


def made_up_places() -> Iterator[SourcePlace]:
    """Give the three stores and the warehouse, every field marked generated."""
    shop = shop_file("shop.toml")
    for row in shop["places"]:
        yield SourcePlace(
            row["code"],
            three_languages(row),
            row["kind"],
            shop["zone"],
            shop["currency"],
            row["entity"],
            opening_hours(row["hours"]),
            three_languages(row, "address_"),
            ("name", "kind", "zone", "currency", "entity", "hours", "address"),
        )


def city_stores() -> dict[str, str]:
    """Return the store of each city, in the order of the file."""
    return {row["city"]: row["code"] for row in shop_file("shop.toml")["places"] if row["kind"] == "store"}


def warehouses() -> tuple[str, ...]:
    """Return the places that sell nothing."""
    return tuple(row["code"] for row in shop_file("shop.toml")["places"] if row["kind"] == "warehouse")


@cache
def made_up_goods() -> tuple[Goods, ...]:
    """Return every product: a model, or one per word of its variants."""
    file = shop_file("goods.toml")
    found: list[Goods] = []
    for model in file["models"]:
        for variant in model.get("variants", [""]):
            found.append(_goods(len(found) + 1, model, variant, file))
    return tuple(found)


def _goods(nth: int, model: Mapping[str, Any], variant: str, file: Mapping[str, Any]) -> Goods:
    said = file["words"][variant] if variant else None
    name = {one: f"{model[one][0]}, {said[one]}" if said else model[one][0] for one in LANGUAGES}
    top, _, _ = model["category"].partition("/")
    return Goods(
        nth=nth,
        code=f"DEMO-{model['code']}" + (f"-{variant.upper()}" if variant else ""),
        category=model["category"],
        category_names=tuple(three_languages(file["categories"][path]) for path in (top, model["category"])),
        name=name,
        description={one: model[one][1] for one in LANGUAGES},
        unit=model.get("unit", "piece"),
        price=model["price"] * TIYN,
        brand=model["brand"],
        package=model.get("package", ""),
    )


@cache
def made_up_people() -> tuple[SourceCustomer, ...]:
    """Return the made-up customers: card first, then phone and, where they have one, e-mail."""
    people = []
    for nth, (name, language, city, mailbox) in enumerate(shop_file("people.toml")["people"], 1):
        identifiers = [("card", with_check_digit(f"{CARDS_RANGE}{nth:09d}")), ("phone", PHONE.format(nth=nth))]
        if mailbox:
            identifiers.append(("email", f"{mailbox}@example.com"))
        people.append(SourceCustomer(f"demo-{nth:03d}", tuple(identifiers), name, language, True, {"city": city}))
    return tuple(people)


@cache
def made_up_offers() -> tuple[Offer, ...]:
    """Return the made-up campaigns in the order of their days."""
    return tuple(
        Offer(
            row["code"],
            three_languages(row),
            row["starts_on"],
            row["ends_on"],
            row["coupon"],
            row["off_basis_points"],
            frozenset(row["categories"]),
            row["reached_percent"],
        )
        for row in shop_file("shop.toml")["campaigns"]
    )
