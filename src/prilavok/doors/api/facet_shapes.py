"""By what attributes goods are narrowed, as it is asked for and as it goes out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import Field, StringConstraints

from prilavok.domains.catalog.queries import write_exact
from prilavok.doors.api.shapes import Fit, Listed, Shape, Words
from prilavok.insights.shop_facets import Facet

Item = TypeVar("Item")
_Asked = Annotated[str, StringConstraints(min_length=3, max_length=160, pattern=r"^[^:]+:[^:]+$"), Fit]
AskedOfAttributes = Annotated[
    list[_Asked],
    Field(
        max_length=60,
        description="What one variant must say of attributes, each as `code:value`: the code of a value, `yes` or `no`;"
        " of a number `code.from:2.5`, `code.to:6`. Several values of one attribute: any of them; of several attributes"
        " each. Known are the attributes with `facet` of the department in `category`; without it those said of all"
        " goods. Anything else is refused: `facet.unknown`, `facet.value_unknown`, `facet.number`.",
    ),
]
FacetsWanted = Annotated[
    bool, Field(description="Tell by what attributes it may be narrowed further, with the number of variants of each.")
]


class FacetValue(Shape):
    """A value to ask for: `code:value`. name: null of yes and no. variants: how many have it, of what all else leaves.

    chosen: whether this call asks for it.
    """

    value: str
    name: Words | None
    variants: int
    chosen: bool


class GoodsFacet(Shape):
    """An attribute to narrow by. lowest, highest: of the numbers there are; low, high: as this call asks; decimal text.

    What is told of it is of the goods that fit all that is asked of other attributes.
    """

    id: UUID
    code: str
    name: Words
    kind: Literal["choice", "number", "yes_no"]
    unit: Words
    values: list[FacetValue]
    lowest: str | None
    highest: str | None
    low: str | None
    high: str | None


class ListedGoods(Listed[Item], Generic[Item]):
    """One page of a list. next: send it as `after` for the page behind; null on the last one.

    facets: by what the goods may be narrowed further, where `facets` was asked for.
    """

    __qualname__ = "Listed"  # as the document has named these lists since before they had facets: v1 only grows
    facets: list[GoodsFacet] | None = None


def asked_of(texts: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """What is asked of attributes: name before the colon, all that stands behind it for that name."""
    told: dict[str, tuple[str, ...]] = {}
    for text in dict.fromkeys(texts):
        name, _colon, value = text.partition(":")
        told[name] = (*told.get(name, ()), value)
    return told


def facet_shapes(facets: Iterable[Facet]) -> list[GoodsFacet]:
    """Facets as they go out."""
    return [
        GoodsFacet(
            id=one.attribute.id,
            code=one.attribute.code,
            name=one.attribute.name,
            kind=one.attribute.kind,
            unit=one.attribute.unit,
            values=[
                FacetValue(value=tick.value, name=tick.name or None, variants=tick.goods, chosen=tick.chosen)
                for tick in one.ticks
            ],
            lowest=_written(one.lowest),
            highest=_written(one.highest),
            low=_written(one.low),
            high=_written(one.high),
        )
        for one in facets
    ]


def _written(thousandths: int | None) -> str | None:
    return None if thousandths is None else write_exact(thousandths)
