"""Goods side by side, shelf by shelf: what each costs and where it lies now, what it is, and in what they differ."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.queries import list_compared
from prilavok.domains.catalog.queries import read_products, read_variants, said_of
from prilavok.domains.catalog.types import AttributeView, ProductView, SaidView, VariantView
from prilavok.domains.places.types import PlaceView
from prilavok.insights.shop_products import Elsewhere, Offer, offers_of, stocked_elsewhere
from prilavok.kit.words import Words


@dataclass(frozen=True, slots=True)
class Column:
    """One variant among those it is compared with. elsewhere: other stores of the currency, the best stocked first.

    said: what it says of attributes that are compared, by the attribute's code.
    """

    offer: Offer
    product: ProductView
    elsewhere: tuple[Elsewhere, ...]
    said: Mapping[str, SaidView] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trait:
    """One row of the table. differs: whether not all columns say the same. attribute: where it is one of the shop's."""

    code: str
    differs: bool
    attribute: AttributeView | None = None


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
    said = said_of(list(products))
    stores = stocked_elsewhere(list(offers), place, at)
    shelves: dict[UUID | None, list[Column]] = {}
    for one in reversed(kept):
        shelves.setdefault(one.category, [])
    for one in kept:
        if (offer := offers.get(one.variant)) is not None:
            told = said[offer.variant.product].of(one.variant) if offer.variant.product in said else ()
            compared = {each.attribute.code: each for each in told if each.attribute.compared}
            column = Column(offer, products[offer.variant.product], stores.get(one.variant, ()), compared)
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
    """The rows of which there is anything to say, and whether the columns differ in them; the shop's attributes stand
    before the description, in their order."""
    told = {one.attribute.code: one.attribute for column in columns for one in column.said.values()}
    order = sorted(told.values(), key=_order)
    attributes = [Trait(one.code, _differ([_value(column, one.code) for column in columns]), one) for one in order]
    said = [(code, [value(one) for one in columns]) for code, value in _TRAITS]
    plain = [Trait(code, _differ(values)) for code, values in said if code in _ALWAYS or any(values)]
    last = [one for one in plain if one.code == "description"]
    return (*(one for one in plain if one.code != "description"), *attributes, *last)


def _differ(values: Sequence[object]) -> bool:
    return any(one != values[0] for one in values[1:])


def _value(column: Column, code: str) -> object:
    return column.said[code].value if code in column.said else None


def _order(one: AttributeView) -> tuple[int, str, int, str]:
    group = one.group
    return (group.position if group else 0, group.code if group else "", one.position, one.code)
