"""Attributes: what can be said of goods, and what products say of them."""

from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from prilavok.domains.catalog.errors import AttributeUnknown, SaidUnfit
from prilavok.domains.catalog.queries import list_attributes, read_attributes, read_exact, said_of
from prilavok.domains.catalog.types import (
    AttributeView,
    CardSays,
    NewAttribute,
    NewChoice,
    NewGroup,
    SaidOf,
    Says,
)
from prilavok.doors.api.askers import caller
from prilavok.doors.api.routes import declare, reads, show
from prilavok.doors.api.said_shapes import ProductSaid, said_shapes
from prilavok.doors.api.shapes import Fit, Listed, Path, Shape, Words
from prilavok.flows import keep_attributes
from prilavok.flows.describe_goods import describe_goods
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor

router = Router(tags=["attributes"])
Kind = Literal["choice", "number", "yes_no"]
Told = Annotated[str, StringConstraints(min_length=1, max_length=80), Fit]
Telling = Annotated[Mapping[Literal["ru", "kk", "en"], Told], Field(description="One language at least.")]
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


@reads(router, "/attributes", needs="catalog.see", gives=Listed[Attribute])
def list_of_attributes(request: HttpRequest, asked: Query[AttributesAsked]) -> Listed[Attribute]:
    """All attributes, in the order in which they are shown."""
    return Listed(items=[_shape(one) for one in list_attributes(archived=asked.archived)])


@reads(router, "/attributes/{code}", needs="catalog.see", gives=Attribute, versioned=True)
def one_attribute(request: HttpRequest, code: str) -> Attribute:
    """One attribute, also one that was taken away."""
    return _shape(_named(code))


def put_one_attribute(request: HttpRequest, code: str, wanted: WantedAttribute) -> HttpResponse:
    """Make the attribute of a code, or make it as said; called again, no change."""
    said = NewAttribute(
        code,
        dict(wanted.name),
        wanted.kind,
        unit=dict(wanted.unit),
        group=NewGroup(wanted.group.code, dict(wanted.group.name), wanted.group.position) if wanted.group else None,
        facet=wanted.facet,
        compared=wanted.compared,
        position=wanted.position,
        shelves=tuple(wanted.shelves),
        choices=tuple(NewChoice(one.code, dict(one.name), one.position) for one in wanted.choices),
    )
    kept = keep_attributes.keep_attribute(said, seen=wanted.version, actor=_actor(request), at=clock.now())
    return show(request, _shape(kept))


def end_one_attribute(request: HttpRequest, code: str) -> HttpResponse:
    """Take an attribute away: shown nowhere, and kept where goods say it."""
    kept = keep_attributes.end_attribute(_named(code).id, actor=_actor(request), at=clock.now())
    return show(request, AttributeEnded(kept=kept))


def restore_one_attribute(request: HttpRequest, code: str) -> HttpResponse:
    """Bring an attribute back with all that goods said of it."""
    return show(
        request, _shape(keep_attributes.restore_attribute(_named(code).id, actor=_actor(request), at=clock.now()))
    )


def end_one_choice(request: HttpRequest, code: str, choice: str) -> HttpResponse:
    """Take a value away: given to no more goods, and kept where goods have it."""
    found = _named(code)
    for one in found.choices:
        if one.code == choice:
            kept = keep_attributes.end_choice(found.id, one.id, actor=_actor(request), at=clock.now())
            return show(request, AttributeEnded(kept=kept))
    raise AttributeUnknown


def describe_product(request: HttpRequest, product: UUID, wanted: WantedSaid) -> HttpResponse:
    """Say what a product has of attributes; those that are not named stay."""
    known = read_attributes(list(wanted.attributes))
    if wanted.attributes.keys() - known.keys():
        raise AttributeUnknown
    says = {known[code].id: _says(known[code], value) for code, value in wanted.attributes.items()}
    card = CardSays(product, says, wanted.variant)
    describe_goods([card], seen=wanted.version, actor=_actor(request), at=clock.now())
    said = said_of([product]).get(product, SaidOf())
    own = {variant: said_shapes([one for one in several if one.own]) for variant, several in said.variants.items()}
    return show(request, ProductSaid(product=product, attributes=said_shapes(said.card), variants=own))


declare(router, "PUT", "/attributes/{code}", put_one_attribute, needs="catalog.change", gives=Attribute)
declare(router, "DELETE", "/attributes/{code}", end_one_attribute, needs="catalog.change", gives=AttributeEnded)
declare(router, "POST", "/attributes/{code}/restore", restore_one_attribute, needs="catalog.change", gives=Attribute)
declare(
    router, "DELETE", "/attributes/{code}/choices/{choice}", end_one_choice, needs="catalog.change",
    gives=AttributeEnded,
)  # fmt: skip
declare(
    router, "PUT", "/products/{product}/attributes", describe_product, needs="catalog.change", gives=ProductSaid
)  # fmt: skip


def _says(attribute: AttributeView, value: list[str] | bool | str | None) -> Says:
    if value is None:
        return Says()
    if isinstance(value, bool):
        return Says(yes=value)
    if isinstance(value, str):
        number = read_exact(value)
        if number is None:
            raise SaidUnfit("kind", attribute.code)
        return Says(number=number)
    ids = {one.code: one.id for one in attribute.choices}
    if not set(value) <= ids.keys():
        raise SaidUnfit("choice", attribute.code)
    return Says(tuple(ids[one] for one in dict.fromkeys(value)))


def _named(code: str) -> AttributeView:
    for found in read_attributes([code[:60]]).values():
        return found
    raise AttributeUnknown


def _shape(one: AttributeView) -> Attribute:
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


def _actor(request: HttpRequest) -> Actor:
    return Actor("staff", caller(request).id)
