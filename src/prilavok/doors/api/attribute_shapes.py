"""Attributes as they come in and go out."""

from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from prilavok.domains.catalog.types import AttributeView
from prilavok.doors.api.shapes import Fit, Path, Shape, Words

Kind = Literal["choice", "number", "yes_no"]
Told = Annotated[str, StringConstraints(min_length=1, max_length=80), Fit]
Telling = Annotated[Mapping[str, Told], Field(max_length=3, description="By ru, kk, en; one language at least.")]
Version = Annotated[int | None, Field(strict=True, ge=0, le=2**31 - 1)]
Position = Annotated[int, Field(strict=True, ge=0, le=9999)]


class AttributeHeading(Shape):
    """A heading under which attributes stand."""

    code: str
    name: Words
    position: int


class AttributeValue(Shape):
    """A value of a closed list. archived: given to no more goods."""

    code: str
    name: Words
    position: int
    archived: bool


class Attribute(Shape):
    """What can be said of goods. shelves: paths of its departments, with all below; none: of all goods.

    facet: customers narrow goods by it. archived: it is shown nowhere.
    """

    id: UUID
    code: str
    name: Words
    kind: Kind
    unit: Words
    group: AttributeHeading | None
    facet: bool
    compared: bool
    position: int
    shelves: list[str]
    choices: list[AttributeValue]
    archived: bool
    version: int


class WantedHeading(Shape):
    """See AttributeHeading; one of a known code is renamed by it, over all its attributes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Told
    name: Telling
    position: Position = 0


class WantedValue(Shape):
    """See AttributeValue."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Told
    name: Telling
    position: Position = 0


class WantedAttribute(Shape):
    """See Attribute. choices: to add, rename or put in order; those that are not named stay.

    version: what it is changed from, see 412; left out: whatever it is now.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Telling
    kind: Kind
    unit: Telling = {}
    group: WantedHeading | None = None
    facet: bool = False
    compared: bool = True
    position: Position = 0
    shelves: Annotated[list[Path], Field(max_length=200)] = []
    choices: Annotated[list[WantedValue], Field(max_length=1000)] = []
    version: Version = None


class AttributesAsked(BaseModel):
    """archived: those that were taken away instead."""

    archived: bool = False


class AttributeEnded(Shape):
    """kept: whether it is kept, since goods say it, and can be brought back; else it is gone."""

    kept: bool


class WantedSaid(Shape):
    """What a product, or one variant of it instead, says: by the attribute's code, null to say nothing more.

    A list of codes of choices, a number as decimal text, or true or false. version: of the product, see 412.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    attributes: Annotated[
        Mapping[Told, Annotated[list[Told], Field(max_length=20)] | Annotated[bool, Field(strict=True)] | Told | None],
        Field(max_length=200),
    ]
    variant: UUID | None = None
    version: Version = None


def attribute_shape(one: AttributeView) -> Attribute:
    """The attribute as it goes out."""
    group = one.group
    return Attribute(
        id=one.id,
        code=one.code,
        name=one.name,
        kind=one.kind,
        unit=one.unit,
        group=AttributeHeading(code=group.code, name=group.name, position=group.position) if group else None,
        facet=one.facet,
        compared=one.compared,
        position=one.position,
        shelves=list(one.shelves),
        choices=[
            AttributeValue(code=each.code, name=each.name, position=each.position, archived=each.archived)
            for each in one.choices
        ],
        archived=one.archived,
        version=one.version,
    )
