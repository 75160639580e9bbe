"""What programs ask of attributes: read strictly, since a misspelt name would leave a whole shelf unnoticed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.catalog.queries import read_exact
from prilavok.domains.catalog.types import AttributeView
from prilavok.domains.places.types import PlaceView
from prilavok.insights.shop_facets import (
    LONGEST_NUMBER,
    MOST_CHOSEN,
    Asked,
    Chosen,
    Facet,
    choose,
    count_facets,
    count_facets_kept,
    values_of,
)
from prilavok.insights.sold_here import SORTS, below, sold_at
from prilavok.kit.errors import Refused
from prilavok.kit.pages import Condition, Mark, Page, read_page, read_rows

_ENDS = (".from", ".to")


class FacetUnknown(Refused):
    """No attribute of this name narrows goods of the shelf."""

    def __init__(self, attribute: str) -> None:
        super().__init__(
            "facet.unknown", _("Goods of this shelf are not narrowed by “%(attribute)s”."), attribute=attribute
        )


class FacetValueUnknown(Refused):
    """The attribute has no such value."""

    def __init__(self, attribute: str) -> None:
        super().__init__("facet.value_unknown", _("“%(attribute)s” has no such value."), attribute=attribute)


class FacetNumberUnfit(Refused):
    """What stands there is no number, or more than one."""

    def __init__(self, attribute: str) -> None:
        super().__init__(
            "facet.number", _("“%(attribute)s” wants one number with at most three decimals."), attribute=attribute
        )


class TooManyFacets(Refused):
    """Goods are narrowed by so many attributes at once and no more."""

    def __init__(self) -> None:
        super().__init__(
            "facet.many", _("Goods are narrowed by at most %(most)s attributes at once."), most=MOST_CHOSEN
        )


def choose_strictly(attributes: Sequence[AttributeView], asked: Asked) -> list[Chosen]:
    """What is wanted of the attributes. What none of them knows is refused, where pages pass it over.

    Raises FacetUnknown, FacetValueUnknown, FacetNumberUnfit, TooManyFacets.
    """
    known = {one.code: one for one in attributes}
    named = set()
    for name, texts in asked.items():
        end = next((one for one in _ENDS if name.endswith(one)), "")
        one = known.get(name.removesuffix(end))
        if one is None or (one.kind == "number") != bool(end):
            raise FacetUnknown(name)
        if end and (len(texts) != 1 or len(texts[0]) > LONGEST_NUMBER or read_exact(texts[0]) is None):
            raise FacetNumberUnfit(name)
        if not end and not set(texts) <= {value for value, _key, _name in values_of(one)}:
            raise FacetValueUnknown(name)
        named.add(one.code)
        if len(named) > MOST_CHOSEN:
            raise TooManyFacets
    return choose(attributes, asked)


def list_said_products(
    chosen: Sequence[Chosen],
    *,
    category: str = "",
    maker: str = "",
    sort: str = "code",
    after: Mark | None = None,
    limit: int = 50,
) -> Page[UUID]:
    """Products on offer of which one variant has all that is chosen."""
    of_variants = [Condition("NOT v.archived"), *(one.condition for one in chosen), *_made_by(maker)]
    inner = " AND ".join(f"({one.sql})" for one in of_variants)
    values = [value for one in of_variants for value in one.values]
    return read_page(
        "p.product",
        "offered_product p",
        row=_alone,
        where=[
            Condition(f"p.product IN (SELECT v.product FROM fact_variant v WHERE {inner})", *values),
            *below(category, "p.category_path"),
        ],
        sort=SORTS.get(sort, SORTS["code"]),
        after=after,
        limit=limit,
    )


def narrow_products(products: Sequence[UUID], chosen: Sequence[Chosen]) -> set[UUID]:
    """Those of the products of which one variant has all that is chosen."""
    asked = [
        Condition("v.product = ANY(%s::uuid[]) AND NOT v.archived", list(products)),
        *(one.condition for one in chosen),
    ]
    return set(read_rows("DISTINCT v.product", "fact_variant v", row=_alone, where=asked)) if products else set()


def count_goods_saying(
    attributes: Sequence[AttributeView],
    chosen: Sequence[Chosen],
    *,
    category: str = "",
    maker: str = "",
    products: Sequence[UUID] | None = None,
) -> list[Facet]:
    """By what goods on offer may be narrowed further, and how many variants each would leave. products: of these."""
    where = [Condition("NOT v.archived"), *below(category, "v.category_path"), *_made_by(maker)]
    if products is not None:
        where.append(Condition("v.product = ANY(%s::uuid[])", list(products)))
    return count_facets(attributes, chosen, "fact_variant v", where)


def count_goods_sold(
    attributes: Sequence[AttributeView],
    chosen: Sequence[Chosen],
    place: PlaceView,
    at: datetime,
    *,
    category: str = "",
    free: int = 0,
    products: Sequence[UUID] | None = None,
) -> list[Facet]:
    """The same of what a store sells; of a whole shelf as its page counts it, see count_facets_kept."""
    if not attributes:
        return []
    where = sold_at(place, at, free=free, shelf=category)
    if products is not None:
        where = [*where, Condition("v.product = ANY(%s::uuid[])", list(products))]
    elif not free:  # what lies there changes with every sale
        return count_facets_kept(attributes, chosen, where, place=place.id, path=category, at=at)
    return count_facets(attributes, chosen, "fact_variant v", where)


def _made_by(maker: str) -> list[Condition]:
    return [Condition("v.maker = %s", maker)] if maker else []


def _alone(value: UUID) -> UUID:
    return value
