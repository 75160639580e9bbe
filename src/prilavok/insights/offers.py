"""What a place offers of variants: at what price now, and how many are free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.types import ShownPrice
from prilavok.domains.stock.types import Coming
from prilavok.insights.gift_lines import promised_to_sell
from prilavok.insights.reckoning import shown_prices


@dataclass(frozen=True, slots=True)
class Offer:
    """The price of a variant at a place, its units that are free there, and what is to come by which day.

    ahead: whether an order may wait for what comes.
    """

    price: ShownPrice
    free: int
    coming: tuple[Coming, ...] = ()
    ahead: bool = False


def offers_at(variants: Sequence[UUID], place: PlaceView, at: datetime, *, touchpoint: str) -> dict[UUID, Offer]:
    """By variant what the place offers; one without a price in its currency is not offered there and left out."""
    prices = shown_prices(variants, place, touchpoint=touchpoint, at=at)
    here = promised_to_sell(place, list(prices), touchpoint=touchpoint, at=at)
    return {
        variant: Offer(price, here[variant].free, here[variant].coming, here[variant].ahead)
        for variant, price in prices.items()
    }
