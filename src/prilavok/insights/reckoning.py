"""What goods cost somebody at a place, by a touchpoint and at an instant, and why: the same for every touchpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from msgspec import to_builtins

from prilavok.domains.audiences.queries import stays_of, stays_then
from prilavok.domains.catalog.queries import goods_of
from prilavok.domains.catalog.types import GoodsView
from prilavok.domains.customers.queries import opens, owners_of
from prilavok.domains.orders.queries import orders_before
from prilavok.domains.places.types import PlaceName, PlaceView
from prilavok.domains.pricing.errors import NoPrice
from prilavok.domains.pricing.queries import offered_prices, step_of
from prilavok.domains.pricing.types import OfferedPrice, PricedWish, QuotedLine, ShownPrice
from prilavok.domains.promotions.queries import book_then, find_rights, live_book, uses_left
from prilavok.domains.promotions.types.keeping import Claim, Rights
from prilavok.domains.promotions.types.pricing import (
    Basket,
    Buyer,
    Priced,
    PricedLine,
    PromotionRule,
    Right,
    Rulebook,
    Wanted,
)
from prilavok.insights.asked_basket import lines_of, lists_of, moment_of
from prilavok.insights.gift_lines import price_alone_with_gifts, price_with_gifts
from prilavok.insights.taxes import rates_here


@dataclass(frozen=True, slots=True)
class Who:
    """Who buys: leaves that have proven enough to be treated as one person; none where nobody is known.

    claims: they may use up what was made to them alone. At a till a scanned card is known and claims nothing.
    acts_by: the leaf by which they act themselves, which is to have proven whose it is; none where staff act for them.
    """

    leaves: tuple[UUID, ...] = ()
    claims: bool = False
    acts_by: UUID | None = None


NOBODY = Who()


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What goods cost and why. refused: entered coupons that are good for nothing, with the reason.

    rates: of the tax within the price by variant, basis points; one that is left out states nothing of tax.
    """

    priced: Priced
    claims: tuple[Claim, ...]
    refused: dict[str, str]
    rates: dict[UUID, int] = field(default_factory=dict)

    def quoted(self, wishes: Sequence[PricedWish]) -> list[QuotedLine]:
        """The lines in the order in which they were wished for. Raises NoPrice where one has none here."""
        lines = {line.variant: line for line in self.priced.lines}
        # Goods that nobody knows are not even priced.
        if lacking := self.priced.unpriced or [wish.variant for wish in wishes if wish.variant not in lines]:
            raise NoPrice(lacking)
        return [_quoted(lines[wish.variant], self.rates.get(wish.variant)) for wish in wishes]

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
    then: bool = False,
    explain: bool = False,
    goods: Mapping[UUID, GoodsView] | None = None,
) -> Reckoned:
    """Price wishes (each variant once). What no list prices here is named in `priced.unpriced`.

    then: `at` is past, and everything is taken as it was known at that instant: prices, promotions and their uses,
    segments and orders; words and categories of the goods are those of today, and so are the leaves of the person.
    explain: also what nobody asked about is said. goods: what they are, where the caller has read it already.
    """
    book = book_then(at) if then else live_book()
    prices = offered_prices([wish.variant for wish in wishes], place.id, at, place.currency, as_known=then)
    # Who was made an offer is asked only where some promotion wants one.
    offered = who.claims and any(one.conditions.right for one in book.promotions)
    rights = find_rights(coupons, who.leaves if offered else (), at, then=then)
    goods = goods_of([wish.variant for wish in wishes]) if goods is None else goods
    gifts = {id for id, one in goods.items() if one.kind == "gift"}
    # A gift card is paid before: the tax is that of the goods it will pay, and nothing is stated of it here.
    rates = rates_here({id: one for id, one in goods.items() if id not in gifts}, place, at)
    lines = lines_of(wishes, prices, goods, rates)
    asked = asked_basket(lines, place, touchpoint, who, prices, rights, book, at, then=then, explain=explain)
    priced = price_with_gifts(asked, book, gifts)
    return Reckoned(priced, given_claims(priced, book, rights), rights.refused, rates)


def shown_prices(
    variants: Sequence[UUID],
    place: PlaceView | PlaceName,
    *,
    touchpoint: str,
    at: datetime,
    who: Who = NOBODY,
    book: Rulebook | None = None,
    goods: Mapping[UUID, GoodsView] | None = None,
) -> dict[UUID, ShownPrice]:
    """What shelves show: each variant's price as if it were bought alone now; what is not sold here is left out.

    book: by other promotions than those that hold now. goods: what they are, where the caller has read it already.
    """
    prices = offered_prices(variants, place.id, at, place.currency)
    measures = {one.variant: one.per for one in prices}
    wishes = [PricedWish(variant, measures[variant]) for variant in dict.fromkeys(variants) if variant in measures]
    book = live_book() if book is None else book
    goods = goods_of([wish.variant for wish in wishes]) if goods is None else goods
    lines, gifts = lines_of(wishes, prices, goods), {id for id, one in goods.items() if one.kind == "gift"}
    asked = asked_basket(lines, place, touchpoint, who, prices, Rights(), book, at, then=False)
    return {
        line.variant: ShownPrice(
            line.price, line.per, place.currency, line.amount if line.per == line.quantity else None
        )
        for priced in price_alone_with_gifts(asked, book, gifts)
        for line in priced.lines
    }


def asked_basket(
    lines: tuple[Wanted, ...],
    place: PlaceView | PlaceName,
    touchpoint: str,
    who: Who,
    prices: Sequence[OfferedPrice],
    rights: Rights,
    book: Rulebook,
    at: datetime,
    *,
    then: bool,
    explain: bool = False,
    left: Mapping[UUID, int] | None = None,
) -> Basket:
    """What the engine is asked. left: how often promotions may still be given, where the caller counts it otherwise."""
    return Basket(
        **moment_of(place.zone, at),
        touchpoint=touchpoint,
        place=place.id,
        currency=place.currency,
        step=step_of(place.currency),
        explain=then or explain,
        customer=_buyer(who, book, prices, at, then=then),
        rights=tuple(Right(one.promotion, one.key) for one in rights.shown),
        left=uses_left(book, who.leaves, at if then else None) if left is None else dict(left),
        lists=lists_of(prices, place.currency),
        lines=lines,
    )


def _buyer(who: Who, book: Rulebook, prices: Sequence[OfferedPrice], at: datetime, *, then: bool) -> Buyer:
    said = [one.conditions for one in book.promotions]
    # Only what some promotion or list asks is read: most baskets need neither segments nor past orders.
    by_segments = any(one.segments or one.segments_not for one in said) or any(price.segments for price in prices)
    if not (by_segments or any(one.known or one.first for one in said)) or not (owners := _known(who)):
        return Buyer()
    segments: tuple[UUID, ...] = ()
    if by_segments:
        stays = [stays_then(one, at) if then else [stay.segment for stay in stays_of(one)] for one in owners]
        segments = tuple(sorted({segment for those in stays for segment in those}))
    orders = orders_before(who.leaves, at) if any(one.first for one in said) else 0
    return Buyer(True, orders, segments)


def _known(who: Who) -> set[UUID]:
    """Which customers these leaves are; none where the leaf that acts has not proven whose it is."""
    owners = set(owners_of(who.leaves).values())
    return owners if owners and (who.acts_by is None or opens(who.acts_by).see_own == "yes") else set()


def given_claims(priced: Priced, book: Rulebook, rights: Rights) -> tuple[Claim, ...]:
    """What is claimed for what is given."""
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


def _quoted(line: PricedLine, rate: int | None) -> QuotedLine:
    given = tuple(
        {"promotion": str(one.promotion), "version": str(one.version), "amount": one.amount} for one in line.given
    )
    return QuotedLine(
        line.variant, line.quantity, line.version, line.price, line.per, line.list_amount, line.discount_amount, given,
        rate, line.tax_amount,
    )  # fmt: skip
