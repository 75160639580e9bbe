"""What a place offers of variants: at what price now, and how many are free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.types import ShownPrice
from prilavok.domains.stock.queries import free_at
from prilavok.insights.reckoning import shown_prices


@dataclass(frozen=True, slots=True)
class Offer:
    """The price of a variant at a place, and its units that are free there."""

    price: ShownPrice
    free: int


def offers_at(variants: Sequence[UUID], place: PlaceView, at: datetime, *, touchpoint: str) -> dict[UUID, Offer]:
    """By variant what the place offers; one without a price in its currency is not offered there and left out."""
    prices = shown_prices(variants, place, touchpoint=touchpoint, at=at)
    free = free_at(place.id, list(prices))
    return {variant: Offer(price, free.get(variant, 0)) for variant, price in prices.items()}
