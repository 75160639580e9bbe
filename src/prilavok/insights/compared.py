"""Goods side by side, shelf by shelf: what each costs and where it lies now, what it is, and in what they differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.queries import list_compared
from prilavok.domains.catalog.queries import read_products, read_variants
from prilavok.domains.catalog.types import ProductView, VariantView
from prilavok.domains.places.types import PlaceView
from prilavok.insights.shop_products import Elsewhere, Offer, offers_of, stocked_elsewhere
from prilavok.kit.words import Words


@dataclass(frozen=True, slots=True)
class Column:
    """One variant among those it is compared with. elsewhere: other stores of the currency, the best stocked first."""

    offer: Offer
    product: ProductView
    elsewhere: tuple[Elsewhere, ...]


@dataclass(frozen=True, slots=True)
class Trait:
    """One row of the table. differs: whether not all columns say the same."""

    code: str
    differs: bool


@dataclass(frozen=True, slots=True)
class ComparedShelf:
    """What is compared of one shelf. traits: those of which at least one column says anything."""

    category: UUID | None
    name: Words
    path: str
    columns: tuple[Column, ...]
    traits: tuple[Trait, ...]


# What is shown of each and compared by its value; an empty value says nothing.
_TRAITS: tuple[tuple[str, Callable[[Column], object]], ...] = (
    ("price", lambda one: one.offer.price and (one.offer.price.amount, one.offer.price.now, one.offer.price.per)),
    ("here", lambda one: one.offer.free),
    ("coming", lambda one: one.offer.coming and (one.offer.coming.day, one.offer.coming.units)),
    ("elsewhere", lambda one: tuple((store.place.id, store.free) for store in one.elsewhere)),
    ("package", lambda one: one.offer.variant.package),
    ("unit", lambda one: one.offer.variant.unit),
    ("brand", lambda one: one.product.brand),
    ("maker", lambda one: one.product.maker),
    ("description", lambda one: tuple(sorted(one.product.description.items()))),
)
_ALWAYS = frozenset({"price", "here"})


def read_compared(leaves: Sequence[UUID], place: PlaceView, at: datetime) -> list[ComparedShelf]:
    """What the owner of these leaves compares, as the place offers it on the site; the shelf used last comes first."""
    kept = list_compared(leaves)
    offers = {one.variant.id: one for one in offers_of([one.variant for one in kept], place, at)}
    products = read_products([one.variant.product for one in offers.values()])
    stores = stocked_elsewhere(list(offers), place, at)
    shelves: dict[UUID | None, list[Column]] = {}
    for one in reversed(kept):
        shelves.setdefault(one.category, [])
    for one in kept:
        if (offer := offers.get(one.variant)) is not None:
            column = Column(offer, products[offer.variant.product], stores.get(one.variant, ()))
            shelves[one.category].append(column)
    return [_shelf(category, columns) for category, columns in shelves.items() if columns]


def name_compared(leaves: Sequence[UUID]) -> list[VariantView]:
    """Only what it is that they compare, for who serves them."""
    kept = list_compared(leaves)
    known = read_variants([one.variant for one in kept])
    return [known[one.variant] for one in kept if one.variant in known]


def _shelf(category: UUID | None, columns: list[Column]) -> ComparedShelf:
    product = columns[0].product
    return ComparedShelf(category, product.category_name, product.category_path, tuple(columns), traits_of(columns))


def traits_of(columns: Sequence[Column]) -> tuple[Trait, ...]:
    """The rows of which there is anything to say, and whether the columns differ in them."""
    said = [(code, [value(one) for one in columns]) for code, value in _TRAITS]
    return tuple(
        Trait(code, any(one != values[0] for one in values[1:]))
        for code, values in said
        if code in _ALWAYS or any(values)
    )
