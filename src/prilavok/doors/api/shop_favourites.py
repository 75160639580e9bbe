"""A guest's favourites, as a store offers them now, beside what was shown when they were put there."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import ConfigDict

from prilavok.domains.customers.queries import leaves_shown
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.shapes import Amount, Instant, Shape, Words
from prilavok.doors.api.shop_basket import TOUCHPOINT
from prilavok.doors.api.shop_goods import store_named
from prilavok.doors.api.shop_guests import acting, for_guests, guest_of, once_repeatable
from prilavok.doors.api.stock_shapes import StockComing
from prilavok.flows.keep_favourite import drop_favourite, keep_favourite
from prilavok.insights.favourites import FavouriteRow, read_favourites
from prilavok.kit import clock

router = Router(tags=["shop"])


class FavouriteThen(Shape):
    """What was shown when it was put there. place: of which store; null where none was named.

    price: for `per` units; null where it was not sold there. there: whether any could be taken; null without a place.
    """

    place: UUID | None
    price: Amount | None
    per: int | None
    there: bool | None


class ShopFavourite(Shape):
    """One favourite, see ShopVariant. price, now: null where the store does not sell it.

    on_sale: whether it is still in the catalogue. cheaper: by how much it costs less than was shown then, less than
    nought where it costs more; null where that cannot be said. back: none could be taken then, and some can now.
    """

    variant: UUID
    product: UUID
    sku: str
    name: Words
    package: str
    unit: str
    on_sale: bool
    price: Amount | None
    now: Amount | None
    per: int | None
    free: int
    coming: StockComing | None
    added_at: Instant
    then: FavouriteThen
    cheaper: Amount | None
    back: bool


class ShopFavourites(Shape):
    """The guest's favourites, the one put there last first."""

    favourites: list[ShopFavourite]


class FavouritesAsked(Shape):
    """place: the store whose prices and stock are shown."""

    place: UUID


class FavouriteWanted(Shape):
    """place: the store whose price was looked at, so that it can be told later what became cheaper."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: UUID | None = None


class FavouriteNow(Shape):
    """favourite: whether the variant is one now. changed: whether it was not before."""

    variant: UUID
    favourite: bool
    changed: bool


@for_guests(router, "GET", "/shop/favourites", gives=ShopFavourites)
def shop_favourites(request: HttpRequest, asked: Query[FavouritesAsked]) -> ShopFavourites:
    """The guest's favourites, as a store offers them."""
    rows = read_favourites(leaves_shown(guest_of(request)), store_named(asked.place), clock.now())
    return ShopFavourites(favourites=[_shape(one) for one in rows])


@for_guests(router, "PUT", "/shop/favourites/{variant}", gives=FavouriteNow)
def put_shop_favourite(
    request: HttpRequest, variant: UUID, wanted: FavouriteWanted, idempotency_key: CallKey = None
) -> HttpResponse:
    """Put a variant into favourites; again is no change."""
    leaf, at = guest_of(request), clock.now()
    place = store_named(wanted.place) if wanted.place else None

    def story() -> FavouriteNow:
        changed = keep_favourite(leaf, variant, place=place, touchpoint=TOUCHPOINT, actor=acting(leaf), at=at)
        return FavouriteNow(variant=variant, favourite=True, changed=changed)

    return once_repeatable(request, idempotency_key, lambda: (200, story()))


@for_guests(router, "DELETE", "/shop/favourites/{variant}", gives=FavouriteNow)
def drop_shop_favourite(request: HttpRequest, variant: UUID, idempotency_key: CallKey = None) -> HttpResponse:
    """Take a variant out of favourites; again is no change."""
    leaf, at = guest_of(request), clock.now()

    def story() -> FavouriteNow:
        changed = drop_favourite(leaf, variant, touchpoint=TOUCHPOINT, actor=acting(leaf), at=at)
        return FavouriteNow(variant=variant, favourite=False, changed=changed)

    return once_repeatable(request, idempotency_key, lambda: (200, story()))


def _shape(row: FavouriteRow) -> ShopFavourite:
    offer, kept, price, then = row.offer, row.kept, row.offer.price, row.kept.price
    said = price and then and (price.currency, price.per) == (then.currency, then.per)
    return ShopFavourite(
        variant=offer.variant.id,
        product=offer.variant.product,
        sku=offer.variant.sku,
        name=offer.variant.name,
        package=offer.variant.package,
        unit=offer.variant.unit,
        on_sale=row.on_sale,
        price=Amount.of(price.amount, price.currency) if price else None,
        now=Amount.of(price.amount if price.now is None else price.now, price.currency) if price else None,
        per=price.per if price else None,
        free=offer.free,
        coming=StockComing(day=offer.coming.day, units=offer.coming.units) if offer.coming else None,
        added_at=kept.added_at,
        then=FavouriteThen(
            place=kept.place,
            price=Amount.of(then.amount, then.currency) if then else None,
            per=then.per if then else None,
            there=kept.there,
        ),
        cheaper=Amount.of(row.cheaper, price.currency) if said and price and row.on_sale else None,
        back=row.back,
    )
