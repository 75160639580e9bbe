"""Goods that a promotion may name: found by what somebody types, and said by name again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.catalog.queries import read_products, read_variants, variants_of
from prilavok.domains.promotions.types.acts import Goods, Reach
from prilavok.insights.lists.found import find_products
from prilavok.kit.pages import Condition, read_rows
from prilavok.kit.search import fold
from prilavok.kit.words import Words

MOST_OFFERED = 12
#: what a key begins with: a variant, a product with all its variants, a category with all below it
VARIANT, PRODUCT, CATEGORY = "v:", "p:", "c:"


@dataclass(frozen=True, slots=True)
class NamedGoods:
    """Goods by the key under which forms keep them. kind: variant, product or category. note: code or SKU."""

    key: str
    kind: str
    name: Words
    note: str
    unit: str = "piece"


def find_goods(text: str, *, variants_only: bool = False) -> list[NamedGoods]:
    """Goods that a typed text may mean, the likest first; categories before products."""
    asked = text.replace("\x00", "").strip()[:80]
    if not asked:
        return []
    products = read_products(ids := find_products(asked, MOST_OFFERED))
    below = variants_of(list(products))
    found = [] if variants_only else _categories_like(asked)
    for id in ids:
        if id not in products:
            continue
        one, variants = products[id], below.get(id, [])
        if not variants_only:
            found.append(NamedGoods(f"{PRODUCT}{id}", "product", one.name, one.code))
        if variants_only or len(variants) > 1:
            found += [_variant(variant.id, variant.name, variant.sku, variant.unit) for variant in variants]
    return found[: 2 * MOST_OFFERED]


def name_goods(keys: Collection[str]) -> dict[str, NamedGoods]:
    """Those of the keys that there are, by key; what is no key of ours is left out."""
    variants = read_variants(_ids(keys, VARIANT))
    products = read_products(_ids(keys, PRODUCT))
    paths = [key.removeprefix(CATEGORY) for key in keys if key.startswith(CATEGORY)]
    found = [_variant(one.id, one.name, one.sku, one.unit) for one in variants.values()]
    found += [NamedGoods(f"{PRODUCT}{one.id}", "product", one.name, one.code) for one in products.values()]
    found += _categories([Condition("path = ANY(%s)", paths)]) if paths else []
    return {one.key: one for one in found}


def keys_of(goods: Goods | Reach | None) -> list[str]:
    """The keys of what a promotion reaches by name."""
    if goods is None:
        return []
    return [
        *(f"{CATEGORY}{one}" for one in goods.categories),
        *(f"{PRODUCT}{one}" for one in goods.products),
        *(f"{VARIANT}{one}" for one in goods.variants),
    ]


def goods_of_keys(keys: Iterable[str]) -> Goods:
    """The goods that keys stand for; a key that is none of ours is left out."""
    kept = list(dict.fromkeys(keys))
    paths = tuple(one.removeprefix(CATEGORY) for one in kept if one.startswith(CATEGORY))
    return Goods(tuple(_ids(kept, VARIANT)), tuple(_ids(kept, PRODUCT)), paths)


def _ids(keys: Iterable[str], kind: str) -> list[UUID]:
    found = []
    for key in keys:
        if key.startswith(kind):
            try:
                found.append(UUID(key.removeprefix(kind)))
            except ValueError:
                continue
    return found


def _variant(id: UUID, name: Words, sku: str, unit: str) -> NamedGoods:
    return NamedGoods(f"{VARIANT}{id}", "variant", name, sku, unit)


def _categories_like(text: str) -> list[NamedGoods]:
    asked = fold(text)
    if not asked:
        return []
    every = _categories([])
    return [one for one in every if any(asked in fold(word) for word in one.name.values())][:MOST_OFFERED]


def _categories(where: list[Condition]) -> list[NamedGoods]:
    return read_rows(
        "path, name",
        "named_category",
        row=lambda path, name: NamedGoods(f"{CATEGORY}{path}", "category", name, path),
        where=where,
        rest="ORDER BY path",
    )
