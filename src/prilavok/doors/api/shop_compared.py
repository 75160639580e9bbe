"""What a guest compares: goods of one shelf side by side, as a store offers them now."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from prilavok.domains.customers.queries import leaves_shown
from prilavok.doors.api.products import Shelf
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.said_shapes import SaidAttribute, said_shapes
from prilavok.doors.api.shapes import Amount, Shape, Words
from prilavok.doors.api.shop_basket import TOUCHPOINT
from prilavok.doors.api.shop_goods import store_named
from prilavok.doors.api.shop_guests import acting, for_guests, guest_of, once_repeatable
from prilavok.doors.api.stock_shapes import StockComing
from prilavok.flows.compare_goods import compare_goods, take_out_compared
from prilavok.insights.compared import Column, ComparedShelf, read_compared
from prilavok.kit import clock

router = Router(tags=["shop"])
Differing = Literal["price", "here", "coming", "elsewhere", "package", "unit", "brand", "maker", "description"]


class ComparedElsewhere(Shape):
    """Another store where units are free."""

    place: UUID
    free: int


class ComparedGoods(Shape):
    """One variant of a comparison, see ShopVariant. price, now: null where the store does not sell it."""

    product: UUID
    variant: UUID
    sku: str
    name: Words
    description: Words
    brand: str
    maker: str
    package: str
    unit: str
    price: Amount | None
    now: Amount | None
    per: int | None
    free: int
    coming: StockComing | None
    elsewhere: list[ComparedElsewhere]
    attributes: list[SaidAttribute] = []


class ComparedOfShelf(Shape):
    """What is compared of one shelf. differing: in what its goods are not all the same; differing_attributes: codes."""

    category: Shelf | None
    goods: list[ComparedGoods]
    differing: list[Differing]
    differing_attributes: list[str] = []


class ShopCompared(Shape):
    """The guest's comparison, the shelf used last first."""

    shelves: list[ComparedOfShelf]


class ComparedAsked(Shape):
    """place: the store whose prices and stock are shown."""

    place: UUID


class ComparedNow(Shape):
    """compared: whether the variant lies in the comparison now. changed: whether it did not before."""

    variant: UUID
    compared: bool
    changed: bool


@for_guests(router, "GET", "/shop/compared", gives=ShopCompared)
def shop_compared(request: HttpRequest, asked: Query[ComparedAsked]) -> ShopCompared:
    """The guest's comparison, as a store offers its goods."""
    shelves = read_compared(leaves_shown(guest_of(request)), store_named(asked.place), clock.now())
    return ShopCompared(shelves=[_shelf(one) for one in shelves])


@for_guests(router, "PUT", "/shop/compared/{variant}", gives=ComparedNow)
def put_shop_compared(request: HttpRequest, variant: UUID, idempotency_key: CallKey = None) -> HttpResponse:
    """Put a variant into the comparison; again is no change."""
    leaf, at = guest_of(request), clock.now()

    def story() -> ComparedNow:
        changed = compare_goods(leaf, variant, touchpoint=TOUCHPOINT, actor=acting(leaf), at=at)
        return ComparedNow(variant=variant, compared=True, changed=changed)

    return once_repeatable(request, idempotency_key, lambda: (200, story()))


@for_guests(router, "DELETE", "/shop/compared/{variant}", gives=ComparedNow)
def drop_shop_compared(request: HttpRequest, variant: UUID, idempotency_key: CallKey = None) -> HttpResponse:
    """Take a variant out of the comparison; again is no change."""
    leaf, at = guest_of(request), clock.now()

    def story() -> ComparedNow:
        changed = take_out_compared(leaf, variant, touchpoint=TOUCHPOINT, actor=acting(leaf), at=at)
        return ComparedNow(variant=variant, compared=False, changed=changed)

    return once_repeatable(request, idempotency_key, lambda: (200, story()))


def _shelf(one: ComparedShelf) -> ComparedOfShelf:
    named = Shelf(id=one.category, path=one.path, name=one.name) if one.category else None
    differing = [trait.code for trait in one.traits if trait.differs and not trait.attribute]
    attributes = [trait.code for trait in one.traits if trait.differs and trait.attribute]
    goods = [_goods(column) for column in one.columns]
    told = {"category": named, "goods": goods, "differing": differing, "differing_attributes": attributes}
    return ComparedOfShelf.model_validate(told)


def _goods(column: Column) -> ComparedGoods:
    offer, product, price = column.offer, column.product, column.offer.price
    coming = StockComing(day=offer.coming.day, units=offer.coming.units) if offer.coming else None
    return ComparedGoods(
        product=product.id,
        variant=offer.variant.id,
        sku=offer.variant.sku,
        name=offer.variant.name,
        description=product.description,
        brand=product.brand,
        maker=product.maker,
        package=offer.variant.package,
        unit=offer.variant.unit,
        price=Amount.of(price.amount, price.currency) if price else None,
        now=Amount.of(price.amount if price.now is None else price.now, price.currency) if price else None,
        per=price.per if price else None,
        free=offer.free,
        coming=coming,
        elsewhere=[ComparedElsewhere(place=store.place.id, free=store.free) for store in column.elsewhere],
        attributes=said_shapes(column.said.values()),
    )
