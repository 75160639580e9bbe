"""Products and their variants: what is shown, and what is sold, priced and counted."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from prilavok.domains.catalog.queries import (
    list_products,
    list_variant_keys,
    read_product,
    read_products,
    read_variants,
    said_of,
    variants_of,
)
from prilavok.domains.catalog.types import ProductView, VariantView
from prilavok.doors.api.facet_shapes import AskedOfAttributes, FacetsWanted, ListedGoods, asked_of, facet_shapes
from prilavok.doors.api.routes import page_of, reads
from prilavok.doors.api.said_shapes import SaidAttribute, said_shapes
from prilavok.doors.api.shapes import Code, Listed, Path, Shape, Text, Turning, Words
from prilavok.insights.asked_facets import choose_strictly, count_goods_saying, list_said_products, narrow_products
from prilavok.insights.lists.found import find_products
from prilavok.insights.shop_facets import Chosen, facets_on
from prilavok.kit.errors import NotFound
from prilavok.kit.pages import Mark, Page, cut_page

router = Router(tags=["products"])


class Variant(Shape):
    """What is sold. unit: the smallest unit all its quantities count (piece, gram, millilitre ...)."""

    id: UUID
    product: UUID
    sku: str
    barcode: str | None
    unit: str
    package: str
    name: Words
    category: UUID | None
    generated: bool


class Shelf(Shape):
    """The category of a product."""

    id: UUID
    path: str
    name: Words


class Product(Shape):
    """A card of the catalogue with its variants. generated: a stated rule made it, no source told it.

    own_attributes: what a variant says of its own, by its id.
    """

    id: UUID
    code: str
    name: Words
    description: Words
    category: Shelf | None
    brand: str
    maker: str
    generated: bool
    version: int
    variants: list[Variant]
    attributes: list[SaidAttribute] = []
    own_attributes: Mapping[UUID, list[SaidAttribute]] = {}


class ProductsAsked(Turning):
    """q: name, code, SKU or barcode; the likest at most hundred, the best first. category: with all shelves below."""

    q: Text | None = None
    category: Path | None = None
    maker: Text | None = None
    attribute: AskedOfAttributes = []
    facets: FacetsWanted = False
    sort: Literal["code", "-code", "new"] = "code"


class VariantsAsked(BaseModel):
    """The SKUs to look up."""

    sku: Annotated[list[Code], Field(min_length=1, max_length=100)]


def variant_shape(variant: VariantView) -> Variant:
    """The variant as it goes out."""
    return Variant(
        id=variant.id,
        product=variant.product,
        sku=variant.sku,
        barcode=variant.barcode,
        unit=variant.unit,
        package=variant.package,
        name=variant.name,
        category=variant.category,
        generated=variant.generated,
    )


def _shapes(products: Sequence[ProductView]) -> list[Product]:
    variants, said = variants_of([one.id for one in products]), said_of([one.id for one in products])
    return [
        Product(
            id=one.id,
            code=one.code,
            name=one.name,
            description=one.description,
            brand=one.brand,
            maker=one.maker,
            category=Shelf(id=one.category, path=one.category_path, name=one.category_name) if one.category else None,
            generated=one.generated,
            version=one.version,
            variants=[variant_shape(variant) for variant in variants.get(one.id, ())],
            attributes=said_shapes(said[one.id].card) if one.id in said else [],
            own_attributes={
                variant: said_shapes([each for each in several if each.own])
                for variant, several in (said[one.id].variants if one.id in said else {}).items()
            },
        )
        for one in products
    ]


@reads(router, "/products", needs="catalog.see", gives=ListedGoods[Product])
def list_of_products(request: HttpRequest, asked: Query[ProductsAsked]) -> ListedGoods[Product]:
    """Products that are offered."""
    shelf, maker = asked.category or "", asked.maker or ""
    attributes = facets_on(shelf) if asked.attribute or asked.facets else []
    chosen = choose_strictly(attributes, asked_of(asked.attribute))
    found = _found(asked) if asked.q else None

    def read(after: Mark | None, limit: int) -> Page[Product]:
        if found is not None:
            return cut_page(_saying(found, chosen), after=after, limit=limit).turned(_shapes)
        if chosen:
            narrowed = list_said_products(
                chosen, category=shelf, maker=maker, sort=asked.sort, after=after, limit=limit
            )
            return narrowed.turned(lambda ids: _shapes(_in_order(ids)))
        page = list_products(category=shelf, maker=maker, sort=asked.sort, after=after, limit=limit)
        return page.turned(_shapes)

    listed = page_of("products", asked, read, lambda product: product, apart=("facets",))
    facets = None
    if asked.facets:
        products = None if found is None else [one.id for one in found]
        facets = facet_shapes(count_goods_saying(attributes, chosen, category=shelf, maker=maker, products=products))
    return ListedGoods[Product](items=listed.items, next=listed.next, facets=facets)


def _saying(products: Sequence[ProductView], chosen: Sequence[Chosen]) -> list[ProductView]:
    if not chosen:
        return list(products)
    kept = narrow_products([one.id for one in products], chosen)
    return [one for one in products if one.id in kept]


def _in_order(ids: Sequence[UUID]) -> list[ProductView]:
    known = read_products(ids)
    return [known[id] for id in ids if id in known]


def _found(asked: ProductsAsked) -> list[ProductView]:
    found = _in_order(find_products(asked.q or ""))
    if asked.maker:
        found = [one for one in found if one.maker == asked.maker]
    if asked.category:
        below = f"{asked.category}/"
        found = [one for one in found if one.category_path == asked.category or one.category_path.startswith(below)]
    return found


@reads(router, "/products/{product}", needs="catalog.see", gives=Product, versioned=True)
def one_product(request: HttpRequest, product: UUID) -> Product:
    """One product, also an archived one."""
    return _shapes([read_product(product)])[0]


@reads(router, "/variants", needs="catalog.see", gives=Listed[Variant])
def list_of_variants(request: HttpRequest, asked: Query[VariantsAsked]) -> Listed[Variant]:
    """The variants of SKUs, in the order asked; SKUs that nobody knows are left out."""
    keys = list_variant_keys(asked.sku)
    known = read_variants([key.id for key in keys.values()])
    return Listed(items=[variant_shape(known[keys[sku].id]) for sku in dict.fromkeys(asked.sku) if sku in keys])


@reads(router, "/variants/{variant}", needs="catalog.see", gives=Variant)
def one_variant(request: HttpRequest, variant: UUID) -> Variant:
    """One variant."""
    found = read_variants([variant]).get(variant)
    if found is None:
        raise NotFound("variant.unknown", _("There is no such product."))
    return variant_shape(found)
