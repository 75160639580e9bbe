"""A sale as a till told it, against what the house knows: may it be recorded, and what would we have charged."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import goods_of, read_variants
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.queries import offered_prices, step_of
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.promotions.queries import (
    book_then,
    known_coupons,
    known_versions,
    limits_in_all,
    limits_of_coupons,
    price_basket,
)
from prilavok.domains.promotions.types.keeping import Claim
from prilavok.domains.promotions.types.pricing import Basket, Buyer, Right
from prilavok.domains.staff.queries import read_staff
from prilavok.domains.tills.queries import leases_among, nth_of
from prilavok.domains.tills.types import VALUES, LeaseView, TillView, ToldSale
from prilavok.insights.asked_basket import lines_of, lists_of, moment_of


def unfit_here(told: ToldSale, till: TillView, place: PlaceView) -> str | None:
    """Why the sale cannot be this till's, as a code; None where it can."""
    if not nth_of(till.code, told.number):
        return "number"
    if told.place != place.id or told.currency != place.currency:
        return "place"
    if told.cashier not in read_staff([told.cashier]):
        return "cashier"
    known = read_variants([one.variant for one in told.lines])
    if len(known) < len(told.lines):
        return "goods"
    if any(one.kind == "gift" for one in known.values()):
        return "gift"  # a card is money of somebody: without a connection none was issued
    kinds = [one.kind for one in leases_among([one.lease for one in told.values], till.id)]
    if len(kinds) < len(told.values) or not set(kinds) <= set(VALUES):
        return "values"  # what was lent is known for ever
    asked = {(one.promotion, one.version) for line in told.lines for one in line.given}
    if not asked <= known_versions([version for _promotion, version in asked]):
        return "promotion"
    shown = {(one.promotion, coupon) for line in told.lines for one in line.given if (coupon := _coupon(one.right))}
    return None if shown <= known_coupons([coupon for _promotion, coupon in shown]) else "coupon"


def taken_off(told: ToldSale) -> dict[UUID, int]:
    """What each promotion took off the sale, minor units."""
    sums: dict[UUID, int] = {}
    for line in told.lines:
        for one in line.given:
            sums[one.promotion] = sums.get(one.promotion, 0) + one.amount
    return sums


def claims_of(told: ToldSale, used: Sequence[LeaseView]) -> list[Claim]:
    """The promotions of the sale that no lease stands for, with their limits as they were when it was made."""
    lent = {one.promotion for one in used}
    named = {one.promotion: one for line in told.lines for one in line.given}
    sums, limits = taken_off(told), limits_in_all([one.version for one in named.values()])
    shown = {id: _coupon(one.right) for id, one in named.items()}
    most = limits_of_coupons([one for one in shown.values() if one])
    return [
        Claim(id, one.version, coupon, None, sums[id], limits.get(id, 0), 0, most.get(coupon, 0) if coupon else 0)
        for id, one in named.items()
        for coupon in [shown[id]]
        if id not in lent
    ]


def reckoned_then(told: ToldSale, place: PlaceView, at: datetime) -> int | None:
    """What we would have charged at that instant by what was known then; None where some of it had no price.

    Uses are not counted: what the till gave of limited promotions was lent to it, or is noted by itself.
    """
    book = book_then(at)
    wishes = [PricedWish(one.variant, one.quantity) for one in told.lines]
    sums = taken_off(told)
    left = {one.id: 1 if one.id in sums else 0 for one in book.promotions if one.conditions.in_all}
    left |= {one.id: 0 for one in book.promotions if one.conditions.per_customer}
    shown = {one.promotion: one.right for line in told.lines for one in line.given if one.right}
    rights = tuple(Right(promotion, key) for promotion, key in shown.items())
    priced = price_basket(_basket_then(wishes, place, rights, left, at), book)
    return None if priced.unpriced else priced.amount


def _basket_then(
    wishes: Sequence[PricedWish], place: PlaceView, rights: tuple[Right, ...], left: dict[UUID, int], at: datetime
) -> Basket:
    prices = offered_prices([wish.variant for wish in wishes], place.id, at, place.currency, as_known=True)
    goods = goods_of([wish.variant for wish in wishes])
    return Basket(
        **moment_of(place.zone, at),
        touchpoint="till",
        place=place.id,
        currency=place.currency,
        step=step_of(place.currency),
        explain=False,
        customer=Buyer(),
        rights=rights,
        left=left,
        lists=lists_of(prices, place.currency),
        lines=lines_of(wishes, prices, goods),
    )


def _coupon(right: str) -> UUID | None:
    try:
        return UUID(right) if right else None
    except ValueError:
        return None
