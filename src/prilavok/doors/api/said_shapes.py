"""What goods say of attributes, as it goes out with products, offers and comparisons."""

from collections.abc import Iterable, Mapping
from typing import Literal
from uuid import UUID

from prilavok.domains.catalog.queries import write_exact
from prilavok.domains.catalog.types import SaidView
from prilavok.doors.api.shapes import Shape, Words


class SaidChoice(Shape):
    """A value of a closed list."""

    code: str
    name: Words


class SaidAttribute(Shape):
    """One attribute with what is said of it: choices, or number as decimal text in the unit, or yes; group: heading."""

    code: str
    name: Words
    kind: Literal["choice", "number", "yes_no"]
    unit: Words
    group: Words | None
    choices: list[SaidChoice]
    number: str | None
    yes: bool | None


class ProductSaid(Shape):
    """What a product says of attributes, and what each variant says of its own instead."""

    product: UUID
    attributes: list[SaidAttribute]
    variants: Mapping[UUID, list[SaidAttribute]]


def said_shapes(said: Iterable[SaidView]) -> list[SaidAttribute]:
    """What is said as it goes out."""
    return [
        SaidAttribute(
            code=one.attribute.code,
            name=one.attribute.name,
            kind=one.attribute.kind,
            unit=one.attribute.unit,
            group=one.attribute.group.name if one.attribute.group else None,
            choices=[SaidChoice(code=each.code, name=each.name) for each in one.choices],
            number=None if one.number is None else write_exact(one.number),
            yes=one.yes,
        )
        for one in said
    ]
