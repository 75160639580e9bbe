"""A guest's basket, and what it costs."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.baskets.queries import find_open_basket
from prilavok.domains.baskets.types import BasketView, Wish
from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.pricing.types import QuoteView
from prilavok.doors.api.refusals import TooOften
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.shapes import Amount, Fit, Instant, SetName, Shape
from prilavok.doors.api.shop_goods import store_named
from prilavok.doors.api.shop_guests import acting, block_of, for_guests, guest_of, is_nobodys, once
from prilavok.flows.fill_basket import fill_basket, fill_basket_here
from prilavok.flows.quote_basket import quote_basket, quote_basket_here
from prilavok.flows.slow_down_coupons import slow_down_coupons
from prilavok.insights.price_reasons import read_reasons
from prilavok.insights.set_names import sets_quoted
from prilavok.kit import clock

router = Router(tags=["shop"])
TOUCHPOINT = "site"
_MOST_LINES = 100
_MOST_UNITS = 1_000_000
_Code = Annotated[str, StringConstraints(min_length=1, max_length=40), Fit]


class ShopBasketLine(Shape):
    """So many units of a variant, in its smallest unit."""

    variant: UUID
    quantity: int


class ShopBasket(Shape):
    """What the guest wants. version: rises with every change, nought while there is no basket yet."""

    id: UUID | None
    version: int
    place: UUID | None
    lines: list[ShopBasketLine]
    coupons: list[str] = []


class WantedLine(Shape):
    """So many units of a variant from now on; nought takes it out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    variant: UUID
    quantity: Annotated[int, Field(strict=True, ge=0, le=_MOST_UNITS)]


class WantedBasket(Shape):
    """lines: quantities to be set, of two lines of one variant their sum; others stay. place: the store to collect at.

    version: of the basket you saw. coupons: exactly these codes from now on; left out: those in it stay.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    lines: Annotated[list[WantedLine], Field(max_length=_MOST_LINES)] = []
    place: UUID | None = None
    coupons: Annotated[list[_Code], Field(max_length=5)] | None = None
    version: Annotated[int | None, Field(strict=True, ge=0, le=2**31 - 1)] = None


class ShopPromotion(Shape):
    """What became of a promotion: `given` took `amount` off; `too_little` and `too_few` say how much more would do.

    lacks: minor units of money, or units of goods. variant: the gift that waits to be put in.
    """

    name: dict[str, str]
    said: str
    amount: Amount
    lacks: int
    variant: dict[str, str]


class ShopQuoteLine(Shape):
    """One line as priced: `price` for `per` units."""

    variant: UUID
    quantity: int
    price: Amount
    per: int
    list_amount: Amount
    discount_amount: Amount
    amount: Amount
    set: SetName = None


class ShopQuote(Shape):
    """What the basket of a version costs at its store. The promise holds until `expires_at`."""

    id: UUID
    basket: UUID
    basket_version: int
    place: UUID
    list_amount: Amount
    discount_amount: Amount
    amount: Amount
    expires_at: Instant
    lines: list[ShopQuoteLine]
    promotions: list[ShopPromotion] = []


class NoWords(Shape):
    """An empty object: the basket says all."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@for_guests(router, "GET", "/shop/basket", gives=ShopBasket)
def shop_basket(request: HttpRequest) -> ShopBasket:
    """The guest's basket."""
    return _basket(find_open_basket(leaves_shown(guest_of(request))))


@for_guests(router, "PUT", "/shop/basket", gives=ShopBasket)
def set_shop_basket(request: HttpRequest, wanted: WantedBasket, idempotency_key: CallKey = None) -> HttpResponse:
    """Set quantities in the basket, the store to collect at, and the coupons."""
    leaf, fill, units = guest_of(request), fill_basket_here if idempotency_key else fill_basket, dict[UUID, int]()
    for line in wanted.lines:  # two lines of one variant are one demand
        units[line.variant] = units.get(line.variant, 0) + line.quantity
    if wanted.place is not None:
        store_named(wanted.place)
    if wanted.coupons:
        wait = slow_down_coupons(leaf, wanted.coupons, address=block_of(request), actor=acting(leaf), at=clock.now())
        if wait:
            raise TooOften(wait)

    def story() -> ShopBasket:
        return _basket(
            fill(
                leaf,
                [Wish(variant, quantity) for variant, quantity in units.items()],
                wanted.coupons,
                place=wanted.place,
                touchpoint=TOUCHPOINT,
                actor=acting(leaf),
                at=clock.now(),
                expected_version=wanted.version,
            )
        )

    return once(request, idempotency_key, 200, story)


@for_guests(router, "POST", "/shop/quotes", gives=ShopQuote, also=201)
def make_shop_quote(request: HttpRequest, nothing: NoWords, idempotency_key: CallKey = None) -> HttpResponse:
    """What the basket costs now, promised for 15 minutes."""
    leaf, make = guest_of(request), quote_basket_here if idempotency_key else quote_basket

    def story() -> ShopQuote:
        return quote_shape(
            make(leaf, touchpoint=TOUCHPOINT, actor=acting(leaf), at=clock.now(), nobodys=is_nobodys(request))
        )

    return once(request, idempotency_key, 201, story)


def quote_shape(quote: QuoteView) -> ShopQuote:
    """The quote as it goes out."""

    def money(amount: int) -> Amount:
        return Amount.of(amount, quote.currency)

    sets = sets_quoted(quote.lines)
    return ShopQuote(
        id=quote.id,
        basket=quote.basket,
        basket_version=quote.basket_version,
        place=quote.place,
        list_amount=money(quote.list_amount),
        discount_amount=money(quote.discount_amount),
        amount=money(quote.amount),
        expires_at=quote.expires_at,
        lines=[
            ShopQuoteLine(
                variant=line.variant,
                quantity=line.quantity,
                price=money(line.price),
                per=line.per,
                list_amount=money(line.list_amount),
                discount_amount=money(line.discount_amount),
                amount=money(line.amount),
                set=sets.get(line.variant),
            )
            for line in quote.lines
        ],
        promotions=[
            ShopPromotion(name=one.name, said=one.said, amount=money(one.amount), lacks=one.lacks, variant=one.variant)
            for one in read_reasons(quote.reasons)
            if one.told
        ],
    )


def _basket(basket: BasketView | None) -> ShopBasket:
    if basket is None:
        return ShopBasket(id=None, version=0, place=None, lines=[], coupons=[])
    return ShopBasket(
        id=basket.id,
        version=basket.version,
        place=basket.place,
        lines=[ShopBasketLine(variant=line.variant, quantity=line.quantity) for line in basket.lines],
        coupons=list(basket.coupons),
    )
