"""What a basket would cost with a promotion and without it, for somebody who is only pretended; nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from msgspec import to_builtins

from prilavok.domains.catalog.queries import goods_of, read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.types import PlaceName
from prilavok.domains.pricing.queries import offered_prices, step_of
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.promotions.queries import book_with, book_without, live_book, price_basket, uses_left
from prilavok.domains.promotions.types.keeping import PromotionView
from prilavok.domains.promotions.types.pricing import Basket, Buyer, Priced, PricedLine, Right, Rulebook
from prilavok.insights.asked_basket import lines_of, lists_of, moment_of
from prilavok.insights.price_reasons import Reason, read_reasons


@dataclass(frozen=True, slots=True)
class TriedLine:
    """One line, as it is paid now and as it would be."""

    variant: VariantView
    now: PricedLine
    then: PricedLine


@dataclass(frozen=True, slots=True)
class Tried:
    """A basket priced twice. unpriced: what no list prices at the place."""

    lines: list[TriedLine]
    now: Priced
    then: Priced
    reasons_now: list[Reason]
    reasons_then: list[Reason]
    unpriced: list[VariantView]


def try_promotion(
    promotion: PromotionView,
    wishes: Sequence[PricedWish],
    place: PlaceName,
    *,
    touchpoint: str,
    buyer: Buyer,
    shows: bool,
    at: datetime,
) -> Tried:
    """Price the basket by what holds now and by that with the draft; of a promotion without one, without and with it.

    shows: the pretended customer shows a coupon of it or has its offer.
    """
    said = promotion.draft or (promotion.holding.said if promotion.holding else None)
    before = live_book() if promotion.draft else book_without(promotion.id)
    after = book_with(promotion.id, said) if said else before
    rights: tuple[UUID, ...] = (promotion.id,) if shows else ()
    now, then = (
        _reckoned(wishes, place, touchpoint=touchpoint, buyer=buyer, shows=rights, book=book, at=at)
        for book in (before, after)
    )
    variants = read_variants([wish.variant for wish in wishes])
    would = {line.variant: line for line in then.lines}
    lines = {line.variant: TriedLine(variants[line.variant], line, would[line.variant]) for line in now.lines}
    return Tried(
        [lines[wish.variant] for wish in wishes if wish.variant in lines],
        now,
        then,
        read_reasons(to_builtins(one) for one in now.said),
        read_reasons(to_builtins(one) for one in then.said),
        [variants[one] for one in now.unpriced if one in variants],
    )


def _reckoned(
    wishes: Sequence[PricedWish],
    place: PlaceName,
    *,
    touchpoint: str,
    buyer: Buyer,
    shows: Sequence[UUID],
    book: Rulebook,
    at: datetime,
) -> Priced:
    prices = offered_prices([wish.variant for wish in wishes], place.id, at, place.currency)
    asked = Basket(
        **moment_of(place.zone, at),
        touchpoint=touchpoint,
        place=place.id,
        currency=place.currency,
        step=step_of(place.currency),
        explain=True,
        customer=buyer,
        rights=tuple(Right(one, str(one)) for one in shows),
        left=uses_left(book, ()),
        lists=lists_of(prices, place.currency),
        lines=lines_of(wishes, prices, goods_of([wish.variant for wish in wishes])),
    )
    return price_basket(asked, book)
