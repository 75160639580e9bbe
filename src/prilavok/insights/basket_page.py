"""A customer's basket as its page shows it: what is in it, who put it there, what it costs and whether it is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.types import BasketLineView, BasketView
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.types import PriceView
from prilavok.insights.shop_products import offers_of
from prilavok.kit.money import round_half_away


@dataclass(frozen=True, slots=True)
class BasketRow:
    """One wish. price, amount: None where the store does not sell it. by: "me" or "staff", who changed it last."""

    line: BasketLineView
    variant: VariantView
    price: PriceView | None
    amount: int | None
    free: int
    by: str

    @property
    def short(self) -> bool:
        """More is wanted than is free at the store."""
        return self.line.quantity > self.free


@dataclass(frozen=True, slots=True)
class BasketPage:
    """The basket at its store. total: of what the store sells, in minor units; the promise is made by a quote."""

    basket: BasketView | None
    rows: tuple[BasketRow, ...]
    total: int
    currency: str

    @property
    def orderable(self) -> bool:
        """Everything in it is sold at the store and free there now."""
        return bool(self.rows) and all(row.price and not row.short for row in self.rows)


def read_basket_page(basket: BasketView | None, place: PlaceView, leaves: Sequence[UUID], at: datetime) -> BasketPage:
    """The basket priced as of now at the store. leaves: the customer's own, to tell their hand from others'."""
    lines = basket.lines if basket else ()
    offers = {offer.variant.id: offer for offer in offers_of([line.variant for line in lines], place, at)}
    own = set(leaves)
    rows = tuple(
        BasketRow(
            line,
            offer.variant,
            offer.price,
            round_half_away(offer.price.amount * line.quantity, offer.price.per) if offer.price else None,
            offer.free,
            "me" if line.added_by_kind == "leaf" and line.added_by in own else "staff",
        )
        for line in lines
        for offer in [offers.get(line.variant)]
        if offer is not None
    )
    return BasketPage(basket, rows, sum(row.amount or 0 for row in rows), place.currency)
