"""What goods cost somebody at a place, by a touchpoint and at an instant, and why: the same for every touchpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import to_builtins

from prilavok.domains.audiences.queries import stays_of
from prilavok.domains.catalog.queries import goods_of
from prilavok.domains.customers.queries import owners_of
from prilavok.domains.orders.queries import figures_of
from prilavok.domains.places.types import PlaceName, PlaceView
from prilavok.domains.pricing.errors import NoPrice
from prilavok.domains.pricing.queries import offered_prices, step_of
from prilavok.domains.pricing.types import OfferedPrice, PricedWish, QuotedLine
from prilavok.domains.promotions.queries import find_rights, live_book, price_basket, uses_left
from prilavok.domains.promotions.types.keeping import Claim, Rights
from prilavok.domains.promotions.types.pricing import (
    Basket,
    Buyer,
    ListRule,
    Offered,
    Priced,
    PricedLine,
    PromotionRule,
    Right,
    Rulebook,
    Wanted,
)


@dataclass(frozen=True, slots=True)
class Who:
    """Who buys: leaves that have proven enough to be treated as one person; none where nobody is known.

    claims: they may use up what was made to them alone. At a till a scanned card is known and claims nothing.
    """

    leaves: tuple[UUID, ...] = ()
    claims: bool = False


NOBODY = Who()


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What goods cost and why. refused: entered coupons that are good for nothing, with the reason."""

    priced: Priced
    claims: tuple[Claim, ...]
    refused: dict[str, str]

    def quoted(self, wishes: Sequence[PricedWish]) -> list[QuotedLine]:
        """The lines in the order in which they were wished for. Raises NoPrice where one has none here."""
        if self.priced.unpriced:
            raise NoPrice(self.priced.unpriced)
        lines = {line.variant: line for line in self.priced.lines}
        return [_quoted(lines[wish.variant]) for wish in wishes]

    def reasons(self) -> list[dict[str, object]]:
        """What became of each promotion, as it is kept with a quote."""
        return [to_builtins(one) for one in self.priced.said]

    def uses(self) -> list[dict[str, object]]:
        """What is claimed when the order is placed, as it is kept with a quote."""
        return [to_builtins(one) for one in self.claims]


def reckon(
    wishes: Sequence[PricedWish],
    place: PlaceView | PlaceName,
    *,
    touchpoint: str,
    who: Who,
    coupons: Sequence[str] = (),
    at: datetime,
) -> Reckoned:
    """Price wishes (each variant once) by what holds now. What no list prices here is named in `priced.unpriced`."""
    book = live_book()
    prices = offered_prices([wish.variant for wish in wishes], place.id, at, place.currency)
    rights = find_rights(coupons, who.leaves if who.claims else (), at)
    asked = Basket(
        **_moment(place.zone, at),
        touchpoint=touchpoint,
        place=place.id,
        currency=place.currency,
        step=step_of(place.currency),
        customer=_buyer(who, book, prices),
        rights=tuple(Right(one.promotion, one.key) for one in rights.shown),
        left=uses_left(book, who.leaves),
        lists=_lists(prices, place.currency),
        lines=_lines(wishes, prices),
    )
    priced = price_basket(asked, book)
    return Reckoned(priced, _claims(priced, book, rights), rights.refused)


def _moment(zone: str, at: datetime) -> dict[str, int]:
    local = at.astimezone(ZoneInfo(zone))
    return {
        "at": int(at.timestamp() * 1000),
        "weekday": local.weekday(),
        "minute": local.hour * 60 + local.minute,
    }


def _buyer(who: Who, book: Rulebook, prices: Sequence[OfferedPrice]) -> Buyer:
    if not who.leaves:
        return Buyer()
    said = [one.conditions for one in book.promotions]
    # Only what some promotion or list asks is read: most baskets need neither segments nor past orders.
    segments: tuple[UUID, ...] = ()
    if any(one.segments or one.segments_not for one in said) or any(price.segments for price in prices):
        owners = set(owners_of(who.leaves).values())
        segments = tuple(sorted({stay.segment for owner in owners for stay in stays_of(owner)}))
    orders = sum(one.orders for one in figures_of(who.leaves)) if any(one.first for one in said) else 0
    return Buyer(True, orders, segments)


def _lists(prices: Sequence[OfferedPrice], currency: str) -> tuple[ListRule, ...]:
    found = {
        one.price_list: ListRule(
            one.price_list,
            # A place's own list goes before the one of all places, whatever else was ordered.
            one.order + (1_000_000 if one.place else 0),
            currency,
            (one.place,) if one.place else (),
            one.touchpoints,
            one.segments,
        )
        for one in prices
    }
    return tuple(found.values())


def _lines(wishes: Sequence[PricedWish], prices: Sequence[OfferedPrice]) -> tuple[Wanted, ...]:
    goods = goods_of([wish.variant for wish in wishes])
    offered: dict[UUID, list[Offered]] = {}
    for one in prices:
        offered.setdefault(one.variant, []).append(Offered(one.price_list, one.id, one.amount, one.per))
    return tuple(
        Wanted(
            wish.variant,
            goods[wish.variant].product,
            goods[wish.variant].paths,
            wish.quantity,
            goods[wish.variant].unit == "piece",
            0,
            tuple(offered.get(wish.variant, ())),
        )
        for wish in wishes
        if wish.variant in goods
    )


def _claims(priced: Priced, book: Rulebook, rights: Rights) -> tuple[Claim, ...]:
    rules: dict[UUID, PromotionRule] = {one.id: one for one in book.promotions}
    shown = {one.promotion: one for one in rights.shown}
    found = []
    for one in priced.said:
        if one.said == "given":
            rule = rules[one.promotion]
            right = shown.get(one.promotion) if rule.conditions.right else None
            found.append(
                Claim(
                    one.promotion,
                    rule.version,
                    right.coupon if right else None,
                    right.offer if right else None,
                    _given(priced, one.promotion),
                    rule.conditions.in_all,
                    rule.conditions.per_customer,
                    right.of_coupon if right else 0,
                )
            )
    return tuple(found)


def _given(priced: Priced, promotion: UUID) -> int:
    return sum(one.amount for line in priced.lines for one in line.given if one.promotion == promotion)


def _quoted(line: PricedLine) -> QuotedLine:
    given = tuple(
        {"promotion": str(one.promotion), "version": str(one.version), "amount": one.amount} for one in line.given
    )
    return QuotedLine(
        line.variant, line.quantity, line.version, line.price, line.per, line.list_amount, line.discount_amount, given
    )


def reckon_pretended(
    wishes: Sequence[PricedWish],
    place: PlaceView | PlaceName,
    *,
    touchpoint: str,
    buyer: Buyer,
    shows: Sequence[UUID],
    book: Rulebook,
    at: datetime,
) -> Priced:
    """What goods would cost by a book for somebody who is only pretended. shows: promotions they have a right to."""
    prices = offered_prices([wish.variant for wish in wishes], place.id, at, place.currency)
    asked = Basket(
        **_moment(place.zone, at),
        touchpoint=touchpoint,
        place=place.id,
        currency=place.currency,
        step=step_of(place.currency),
        customer=buyer,
        rights=tuple(Right(one, str(one)) for one in shows),
        left=uses_left(book, ()),
        lists=_lists(prices, place.currency),
        lines=_lines(wishes, prices),
    )
    return price_basket(asked, book)
