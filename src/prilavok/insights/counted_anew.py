"""Promotions of an order counted anew over what is in it now: they took off what they did for the goods it had."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.baskets.queries import read_basket
from prilavok.domains.catalog.queries import goods_of
from prilavok.domains.customers.queries import leaves_shown, leaves_with
from prilavok.domains.orders.queries import quote_of
from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import read_place
from prilavok.domains.pricing.queries import read_quote
from prilavok.domains.pricing.types import OfferedPrice, PricedWish, QuoteView
from prilavok.domains.promotions.queries import book_then, find_rights, used_on, uses_left
from prilavok.domains.promotions.types.keeping import Claim
from prilavok.domains.promotions.types.pricing import PricedLine
from prilavok.insights.asked_basket import lines_of
from prilavok.insights.gift_lines import price_with_gifts
from prilavok.insights.reckoning import NOBODY, Who, asked_basket, given_claims


@dataclass(frozen=True, slots=True)
class Cost:
    """Units of one variant at the price that was agreed or is shown: `price` minor units for `per`, by a version."""

    variant: UUID
    units: int
    list_amount: int
    version: UUID
    price: int
    per: int

    def with_more(self, more: "Cost") -> "Cost":
        """Both together; where their prices differ, what all of them come to is the price of all."""
        units, amount = self.units + more.units, self.list_amount + more.list_amount
        same = (self.price, self.per) == (more.price, more.per)
        price, per = (self.price, self.per) if same else (amount, units)
        return Cost(self.variant, units, amount, more.version, price, per)


@dataclass(frozen=True, slots=True)
class Counted:
    """What promotions take off the goods, minor units by variant, and what is claimed for it."""

    discounts: Mapping[UUID, int]
    amount: int
    claims: tuple[Claim, ...]


class Agreed:
    """The promotions an order was agreed with: as they stood when its quote was made, with the coupons entered then.

    known: whether they give on the goods of the quote what was given then. Only then others may be counted by them:
    what an order has from elsewhere, or from before it is known how, stays as it is.
    """

    def __init__(self, order: OrderView) -> None:
        self._quote = _quote_of(order)
        self._order = order
        self.known = False
        if self._quote is not None:
            self._begin(self._quote)

    def _begin(self, quote: QuoteView) -> None:
        self._book = book_then(quote.made_at)
        self._coupons = read_basket(quote.basket).coupons
        self._place = read_place(quote.place)
        goods = {line.variant: line for line in quote.lines}
        costs = [
            Cost(line.variant, line.quantity, line.list_amount, line.price_version, line.price, line.per)
            for line in quote.lines
        ]
        was = {variant: line.discount_amount for variant, line in goods.items()}
        for who in _perhaps(self._order.leaf):
            self._who = who
            if (counted := self._counted(quote, costs, used=None)) is not None and counted.discounts == was:
                self.known = True
                return

    def price_of(self, variant: UUID, units: int, list_amount: int) -> Cost:
        """So many units that are in the order at what they were agreed at."""
        for line in self._quote.lines if self._quote else ():
            if line.variant == variant and line.price * units == list_amount * line.per:
                return Cost(variant, units, list_amount, line.price_version, line.price, line.per)
        return Cost(variant, units, list_amount, variant, list_amount, units)

    def count(self, costs: Sequence[Cost]) -> Counted | None:
        """What these goods would have cost in the order; None where that is not known."""
        if self._quote is None or not self.known:
            return None
        return self._counted(self._quote, costs, used={one.promotion for one in used_on(self._order.id)})

    def _counted(self, quote: QuoteView, costs: Sequence[Cost], *, used: set[UUID] | None) -> Counted | None:
        """used: what the order has claimed already; what it has not may meanwhile be used up. None: all as it was."""
        goods = goods_of([one.variant for one in costs])
        offered = any(one.conditions.right for one in self._book.promotions) and self._who.claims
        before = quote.made_at - _JUST  # what the order itself has used up since then is its own
        rights = find_rights(self._coupons, self._who.leaves if offered else (), before, then=True)
        prices = [OfferedPrice(one.version, one.variant, _LIST, one.price, one.per, None, (), (), 0) for one in costs]
        lines = lines_of([PricedWish(one.variant, one.units) for one in costs], prices, goods)
        asked = asked_basket(
            lines, self._place, quote.touchpoint, self._who, prices, rights, self._book, quote.made_at, then=True,
            left=self._left(before, used),
        )  # fmt: skip
        priced = price_with_gifts(asked, self._book, {id for id, one in goods.items() if one.kind == "gift"})
        found: dict[UUID, PricedLine] = {line.variant: line for line in priced.lines}
        if any(one.variant not in found or found[one.variant].list_amount != one.list_amount for one in costs):
            return None
        discounts = {variant: line.discount_amount for variant, line in found.items()}
        return Counted(discounts, priced.amount, given_claims(priced, self._book, rights))

    def _left(self, at: datetime, used: set[UUID] | None) -> dict[UUID, int]:
        then = uses_left(self._book, self._who.leaves, at)
        if used is None:
            return then
        now = uses_left(self._book, self._who.leaves)
        return {one: left if one in used else min(left, now.get(one, 0)) for one, left in then.items()}


_JUST = timedelta(microseconds=1)
#: agreed prices are of one list, which is for all
_LIST = UUID(int=1)


def merged(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Each promotion once, with all that it gave."""
    given: Counter[UUID] = Counter()
    for one in claims:
        given.update({one.promotion: one.amount})
    first = {one.promotion: one for one in reversed(claims)}
    return tuple(
        Claim(
            one.promotion, one.version, one.coupon, one.offer, given[one.promotion], one.in_all, one.of_customer,
            one.of_coupon,
        )
        for one in first.values()
    )  # fmt: skip


def _quote_of(order: OrderView) -> QuoteView | None:
    quote = quote_of(order.id)
    return read_quote(quote, lines=True) if quote is not None else None


def _perhaps(leaf: UUID) -> tuple[Who, ...]:
    """As whom the buyer may have been treated: as themselves, by staff for them, as nobody."""
    return (
        Who(tuple(leaves_shown(leaf)), claims=True, acts_by=leaf),
        Who(tuple(leaves_with(leaf)), claims=True),
        NOBODY,
    )
