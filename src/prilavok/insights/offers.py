"""What a place offers of variants: at what price now, and how many are free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.pricing.queries import prices_at
from prilavok.domains.pricing.types import PriceView
from prilavok.domains.stock.queries import free_at


@dataclass(frozen=True, slots=True)
class Offer:
    """The price of a variant at a place, and its units that are free there."""

    price: PriceView
    free: int


def offers_at(variants: Sequence[UUID], place: UUID, currency: str, at: datetime) -> dict[UUID, Offer]:
    """By variant what the place offers; one without a price in its currency is not offered there and left out."""
    prices = prices_at(variants, place, at, currency)
    free = free_at(place, list(prices))
    return {variant: Offer(price, free.get(variant, 0)) for variant, price in prices.items()}
