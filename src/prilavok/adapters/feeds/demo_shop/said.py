"""What the made-up goods say of their attributes: by their model, and by the word that tells a variant."""

from collections.abc import Iterator, Mapping
from typing import Any

from prilavok.adapters.feeds.demo_shop.shelves import Goods, shop_file, three_languages
from prilavok.adapters.feeds.port import SourceAttribute
from prilavok.kit.words import LANGUAGES


def made_up_attributes() -> Iterator[SourceAttribute]:
    """Give the attributes in the order of the file."""
    file = shop_file("said.toml")
    words = shop_file("goods.toml")["words"]
    for row in file["attributes"]:
        named = {code: words[code] if code in words else file["values"][code] for code in row.get("values", ())}
        yield SourceAttribute(
            code=row["code"],
            name=three_languages(row),
            kind=row["kind"],
            unit=_all(row["unit"]) if "unit" in row else {},
            group=(row["group"], _all(file["groups"][row["group"]])),
            facet=row.get("facet", False),
            shelves=tuple(row["shelves"]),
            choices={code: _all(name) for code, name in named.items()},
        )


def said_of_goods(goods: Goods) -> dict[str, tuple[str, ...]]:
    """Return what one product says, by the attribute's code."""
    file = shop_file("said.toml")
    _demo, model, *variant = goods.code.split("-")
    said = {code: _texts(value) for code, value in file["models"].get(model, {}).items()}
    for word in (one.lower() for one in variant):
        for code, by_word in file["variants"].items():
            if word in by_word and any(goods.category.startswith(shelf) for shelf in _shelves(file, code)):
                said[code] = _texts(by_word[word])
    return said


def _shelves(file: Mapping[str, Any], code: str) -> tuple[str, ...]:
    return next(tuple(row["shelves"]) for row in file["attributes"] if row["code"] == code)


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return tuple(value) if isinstance(value, list) else (str(value),)


def _all(row: Mapping[str, str]) -> dict[str, str]:
    return {language: row[language] for language in LANGUAGES}
