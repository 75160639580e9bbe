"""A customer's basket as its page shows it: what is in it, who put it there, what it costs and whether it is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.baskets.types import BasketLineView, BasketView
from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.types import PricedWish, ShownPrice
from prilavok.domains.promotions.types.pricing import PricedLine
from prilavok.domains.stock.types import Coming, Promisable
from prilavok.insights.gift_lines import promised_to_sell
from prilavok.insights.price_reasons import Reason, reasons_of
from prilavok.insights.reckoning import Who, reckon
from prilavok.insights.set_names import SetNames, sets_priced


@dataclass(frozen=True, slots=True)
class BasketRow:
    """One wish. price, amount: None where the store does not sell it. by: "me" or "staff", who changed it last.

    amount: what is paid for it. discount: what promotions take off. coming: the next delivery, where one is expected.
    wait_until: by which day so much is there for an order that waits; None where it need not or cannot wait.
    """

    line: BasketLineView
    variant: VariantView
    price: ShownPrice | None
    amount: int | None
    free: int
    by: str
    discount: int = 0
    coming: Coming | None = None
    wait_until: date | None = None

    @property
    def short(self) -> bool:
        """More is wanted than is free at the store."""
        return self.line.quantity > self.free


@dataclass(frozen=True, slots=True)
class BasketPage:
    """The basket at its store. total: of what the store sells, in minor units; the promise is made by a quote.

    discount: what promotions take off, with the reasons. refused: entered coupons that are good for nothing.
    sets: by variant, the name of the set it is a part of.
    """

    basket: BasketView | None
    rows: tuple[BasketRow, ...]
    total: int
    currency: str
    discount: int = 0
    reasons: tuple[Reason, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    sets: SetNames = field(default_factory=dict)

    @property
    def orderable(self) -> bool:
        """Everything in it is sold at the store and free there now, or comes while the order waits."""
        return bool(self.rows) and all(row.price and (not row.short or row.wait_until) for row in self.rows)

    @property
    def wait_until(self) -> date | None:
        """By which day all of it is there for an order that waits; None where all is free now."""
        return max((row.wait_until for row in self.rows if row.wait_until), default=None)


def read_basket_page(
    basket: BasketView | None, place: PlaceView, leaves: Sequence[UUID], at: datetime, *, touchpoint: str, who: Who
) -> BasketPage:
    """The basket priced as of now at the store, as a quote would price it.

    leaves: the customer's own, to tell their hand from others'. who: as whom they are treated.
    """
    lines = basket.lines if basket else ()
    known, own = read_variants([line.variant for line in lines]), set(leaves)
    wishes = [PricedWish(line.variant, line.quantity) for line in lines if line.variant in known]
    coupons = basket.coupons if basket else ()
    reckoned = reckon(wishes, place, touchpoint=touchpoint, who=who, coupons=coupons, at=at)
    priced = {line.variant: line for line in reckoned.priced.lines}
    here = promised_to_sell(place, list(known), known, touchpoint=touchpoint, at=at)
    rows = tuple(
        _row(line, known[line.variant], priced.get(line.variant), here[line.variant], own)
        for line in lines
        if line.variant in known
    )
    sums = reckoned.priced
    reasons = tuple(one for one in reasons_of(reckoned) if one.told)
    return BasketPage(
        basket, rows, sums.amount, place.currency, sums.discount_amount, reasons, reckoned.refused,
        sets_priced(sums.lines),
    )  # fmt: skip


def _row(
    line: BasketLineView, variant: VariantView, priced: PricedLine | None, here: Promisable, own: set[UUID]
) -> BasketRow:
    by = "me" if line.added_by_kind == "leaf" and line.added_by in own else "staff"
    if priced is None:
        return BasketRow(line, variant, None, None, here.free, by, coming=here.next)
    wait = here.wait_until(line.quantity)
    price = ShownPrice(priced.price, priced.per)
    return BasketRow(line, variant, price, priced.amount, here.free, by, priced.discount_amount, here.next, wait)
