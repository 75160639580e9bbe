"""What a guest may look at: stores, and what each of them offers at which price."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import Field

from prilavok.domains.catalog.queries import read_products, said_of, variants_of
from prilavok.domains.catalog.types import ProductView, SaidOf
from prilavok.domains.places.queries import list_places, read_place
from prilavok.domains.places.types import PlaceView
from prilavok.doors.api.facet_shapes import AskedOfAttributes, FacetsWanted, ListedGoods, asked_of, facet_shapes
from prilavok.doors.api.products import Shelf
from prilavok.doors.api.routes import page_of
from prilavok.doors.api.said_shapes import SaidAttribute, said_shapes
from prilavok.doors.api.shapes import Amount, Listed, Path, Shape, Text, Turning, Words
from prilavok.doors.api.shop_doors import ShopAtDoor, at_door_shape
from prilavok.doors.api.shop_guests import for_guests
from prilavok.doors.api.stock_shapes import StockComing
from prilavok.insights.asked_facets import choose_strictly, count_goods_sold
from prilavok.insights.free_elsewhere import COLLECT_AT
from prilavok.insights.home_way import goods_home
from prilavok.insights.lists.found import find_products
from prilavok.insights.offers import Offer, offers_at
from prilavok.insights.shop_facets import Chosen, facets_on, narrow_to
from prilavok.insights.sold_here import list_sold_products
from prilavok.kit import clock
from prilavok.kit.errors import NotFound
from prilavok.kit.pages import Mark, Page

router = Router(tags=["shop"])


class ShopStore(Shape):
    """A store where goods are collected. hours: by ISO weekday, local time of the zone."""

    id: UUID
    code: str
    name: Words
    address: Words
    zone: str
    hours: Mapping[str, list[list[str]]]
    currency: str


class ShopVariant(Shape):
    """What is sold. price: for `per` of its units by the list; now: with the promotions of the moment.

    free: how many units are free at the store now. coming: what is expected there, the first day first.
    pre_order: whether an order may wait for it; see `wait_until` of an order. home: by when one of it is at a door, of
    one product alone.
    """

    id: UUID
    sku: str
    unit: str
    package: str
    name: Words
    price: Amount
    per: int
    free: int
    now: Amount | None = None
    coming: list[StockComing] = []
    pre_order: bool = False
    home: ShopAtDoor | None = None


class ShopProduct(Shape):
    """A product as one store offers it."""

    id: UUID
    code: str
    name: Words
    description: Words
    category: Shelf | None
    brand: str
    variants: list[ShopVariant]
    attributes: list[SaidAttribute] = []


class StoresAsked(Turning):
    """Stores by code."""


class ShopProductsAsked(Turning):
    """place: the store. q: name, code or barcode, the likest first. category: with all shelves below.

    free: at least so many units of a variant are free there now; a product without such a variant is left out.
    """

    place: UUID
    free: int = Field(0, ge=0, le=1_000_000_000)
    q: Text | None = None
    category: Path | None = None
    attribute: AskedOfAttributes = []
    facets: FacetsWanted = False
    sort: Literal["code", "-code", "new"] = "code"


@for_guests(router, "GET", "/shop/stores", gives=Listed[ShopStore])
def shop_stores(request: HttpRequest, asked: Query[StoresAsked]) -> Listed[ShopStore]:
    """Stores where goods can be collected."""

    def read(after: Mark | None, limit: int) -> Page[PlaceView]:
        return list_places(kind=min(COLLECT_AT), after=after, limit=limit)

    return page_of("shop stores", asked, read, _store)


@for_guests(router, "GET", "/shop/products", gives=ListedGoods[ShopProduct])
def shop_products(request: HttpRequest, asked: Query[ShopProductsAsked]) -> ListedGoods[ShopProduct]:
    """Products that a store sells at a price now: every page of them is full but the last."""
    place, at, shelf = store_named(asked.place), clock.now(), asked.category or ""
    attributes = facets_on(shelf) if asked.attribute or asked.facets else []
    chosen = choose_strictly(attributes, asked_of(asked.attribute))
    found = find_products(asked.q) if asked.q else None

    def read(after: Mark | None, limit: int) -> Page[ShopProduct]:
        if found is not None:
            return Page(tuple(_shown(found, asked, chosen, place, at)[:limit]))
        said = [one.condition for one in chosen]
        page = list_sold_products(
            place, at=at, category=shelf, free=asked.free, said=said, sort=asked.sort, after=after, limit=limit
        )
        return page.turned(lambda products: _shown(products, asked, (), place, at))

    listed = page_of("shop products", asked, read, lambda product: product, apart=("facets",))
    facets = None
    if asked.facets:
        facets = facet_shapes(
            count_goods_sold(attributes, chosen, place, at, category=shelf, free=asked.free, products=found)
        )
    return ListedGoods[ShopProduct](items=listed.items, next=listed.next, facets=facets)


def _shown(
    products: Sequence[UUID], asked: ShopProductsAsked, chosen: Sequence[Chosen], place: PlaceView, at: datetime
) -> list[ShopProduct]:
    known = read_products(products)
    meant = [known[id] for id in products if id in known and _is_below(known[id], asked.category or "")]
    offered = _offered(meant, place, at)
    fit = {variant.id for one in offered for variant in one.variants if variant.free >= asked.free}
    kept = narrow_to(sorted(fit), chosen)
    return [one for one in offered if any(variant.id in kept for variant in one.variants)]


class ShopProductAsked(Shape):
    """place: the store that offers it. zone: where to bring it; left out: the part of town next to the store."""

    place: UUID
    zone: UUID | None = None


@for_guests(router, "GET", "/shop/products/{product}", gives=ShopProduct)
def shop_product(request: HttpRequest, product: UUID, asked: Query[ShopProductAsked]) -> ShopProduct:
    """One product as a store offers it."""
    place, at = store_named(asked.place), clock.now()
    for found in _offered(list(read_products([product]).values()), place, at):
        home = goods_home(place, [one.id for one in found.variants], at, touchpoint="site", chosen=asked.zone)
        told = [one.model_copy(update={"home": at_door_shape(home.ways.get(one.id))}) for one in found.variants]
        return found.model_copy(update={"variants": told})
    raise NotFound("product.unknown", _("There is no such product."))


def store_named(place: UUID) -> PlaceView:
    """A place where goods can be collected. Raises NotFound for any other."""
    found = read_place(place)
    if found.kind not in COLLECT_AT:
        raise NotFound("place.unknown", _("There is no such place."))
    return found


def _is_below(product: ProductView, shelf: str) -> bool:
    return not shelf or product.category_path == shelf or product.category_path.startswith(f"{shelf}/")


def _offered(products: Sequence[ProductView], place: PlaceView, at: datetime) -> list[ShopProduct]:
    ids = [one.id for one in products]
    variants, said = variants_of(ids), said_of(ids)
    asked = [variant.id for several in variants.values() for variant in several]
    offers = offers_at(asked, place, at, touchpoint="site")
    return [
        _product(
            one,
            [
                _variant(variant.id, variant.sku, variant.unit, variant.package, variant.name, offers[variant.id])
                for variant in variants.get(one.id, ())
                if variant.id in offers
            ],
            said.get(one.id, SaidOf()),
        )
        for one in products
        if any(variant.id in offers for variant in variants.get(one.id, ()))
    ]


def _product(one: ProductView, variants: list[ShopVariant], said: SaidOf) -> ShopProduct:
    shelf = Shelf(id=one.category, path=one.category_path, name=one.category_name) if one.category else None
    return ShopProduct(
        id=one.id,
        code=one.code,
        name=one.name,
        description=one.description,
        category=shelf,
        brand=one.brand,
        variants=variants,
        attributes=said_shapes(said.card),
    )


def _variant(id: UUID, sku: str, unit: str, package: str, name: Words, offer: Offer) -> ShopVariant:
    return ShopVariant(
        id=id,
        sku=sku,
        unit=unit,
        package=package,
        name=name,
        price=Amount.of(offer.price.amount, offer.price.currency),
        now=Amount.of(offer.price.amount if offer.price.now is None else offer.price.now, offer.price.currency),
        per=offer.price.per,
        free=offer.free,
        coming=[StockComing(day=one.day, units=one.units) for one in offer.coming],
        pre_order=offer.ahead,
    )


def _store(place: PlaceView) -> ShopStore:
    return ShopStore(
        id=place.id,
        code=place.code,
        name=place.name,
        address=place.address,
        zone=place.zone,
        hours=place.hours,
        currency=place.currency,
    )
