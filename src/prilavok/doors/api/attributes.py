"""Attributes: what can be said of goods, and what products say of them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

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
from prilavok.doors.api.askers import acting_caller
from prilavok.doors.api.attribute_shapes import (
    Attribute,
    AttributeEnded,
    AttributesAsked,
    WantedAttribute,
    WantedSaid,
    attribute_shape,
)
from prilavok.doors.api.repeats import CallKey, kept_once
from prilavok.doors.api.routes import declare, reads
from prilavok.doors.api.said_shapes import ProductSaid, said_shapes
from prilavok.doors.api.shapes import Listed
from prilavok.flows import keep_attributes
from prilavok.flows.describe_goods import describe_goods
from prilavok.kit import clock

router = Router(tags=["attributes"])


@reads(router, "/attributes", needs="catalog.see", gives=Listed[Attribute])
def list_of_attributes(request: HttpRequest, asked: Query[AttributesAsked]) -> Listed[Attribute]:
    """All attributes, in the order in which they are shown."""
    return Listed(items=[attribute_shape(one) for one in list_attributes(archived=asked.archived)])


@reads(router, "/attributes/{code}", needs="catalog.see", gives=Attribute, versioned=True)
def one_attribute(request: HttpRequest, code: str) -> Attribute:
    """One attribute, also one that was taken away."""
    return attribute_shape(_named(code))


def put_one_attribute(
    request: HttpRequest, code: str, wanted: WantedAttribute, idempotency_key: CallKey = None
) -> HttpResponse:
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

    def story() -> Attribute:
        return attribute_shape(
            keep_attributes.keep_attribute(said, seen=wanted.version, actor=acting_caller(request), at=clock.now())
        )

    return kept_once(request, idempotency_key, story)


def end_one_attribute(request: HttpRequest, code: str, idempotency_key: CallKey = None) -> HttpResponse:
    """Take an attribute away: shown nowhere, and kept where goods say it."""

    def story() -> AttributeEnded:
        kept = keep_attributes.end_attribute(_named(code).id, actor=acting_caller(request), at=clock.now())
        return AttributeEnded(kept=kept)

    return kept_once(request, idempotency_key, story)


def restore_one_attribute(request: HttpRequest, code: str, idempotency_key: CallKey = None) -> HttpResponse:
    """Bring an attribute back with all that goods said of it."""

    def story() -> Attribute:
        return attribute_shape(
            keep_attributes.restore_attribute(_named(code).id, actor=acting_caller(request), at=clock.now())
        )

    return kept_once(request, idempotency_key, story)


def end_one_choice(request: HttpRequest, code: str, choice: str, idempotency_key: CallKey = None) -> HttpResponse:
    """Take a value away: given to no more goods, and kept where goods have it."""

    def story() -> AttributeEnded:
        found = _named(code)
        for one in found.choices:
            if one.code == choice:
                kept = keep_attributes.end_choice(found.id, one.id, actor=acting_caller(request), at=clock.now())
                return AttributeEnded(kept=kept)
        raise AttributeUnknown

    return kept_once(request, idempotency_key, story)


def describe_product(
    request: HttpRequest, product: UUID, wanted: WantedSaid, idempotency_key: CallKey = None
) -> HttpResponse:
    """Say what a product has of attributes; those that are not named stay."""

    def story() -> ProductSaid:
        return _described(request, product, wanted)

    return kept_once(request, idempotency_key, story)


def _described(request: HttpRequest, product: UUID, wanted: WantedSaid) -> ProductSaid:
    known = read_attributes(list(wanted.attributes))
    if wanted.attributes.keys() - known.keys():
        raise AttributeUnknown
    says = {known[code].id: _says(known[code], value) for code, value in wanted.attributes.items()}
    card = CardSays(product, says, wanted.variant)
    describe_goods([card], seen=wanted.version, actor=acting_caller(request), at=clock.now())
    said = said_of([product]).get(product, SaidOf())
    own = {variant: said_shapes([one for one in several if one.own]) for variant, several in said.variants.items()}
    return ProductSaid(product=product, attributes=said_shapes(said.card), variants=own)


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
