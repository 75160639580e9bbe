"""Price versions with the names of products and places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.types import PlaceName
from prilavok.domains.pricing.queries import list_prices
from prilavok.domains.pricing.types import PriceView
from prilavok.insights.lists.found import find_variants
from prilavok.kit.pages import Mark, Page


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price version; place None: everywhere."""

    price: PriceView
    variant: VariantView
    place: PlaceName | None

    @property
    def zone(self) -> str:
        """The zone of the place's clock."""
        return self.place.zone if self.place else "UTC"


def list_price_rows(
    places: Mapping[UUID, PlaceName],
    *,
    text: str = "",
    variants: Sequence[UUID] | None = None,
    place: UUID | None = None,
    valid: str = "",
    source: str = "",
    at: datetime,
    sort: str = "-recorded",
    after: Mark | None = None,
    limit: int = 50,
) -> Page[PriceRow]:
    """A page of price versions; see list_prices. places: every place by id, for names. text: products meant by it."""
    wanted = find_variants(text) if text else variants
    page = list_prices(
        place=place, variants=wanted, valid=valid, source=source, at=at, sort=sort, after=after, limit=limit
    )

    def named(prices: Sequence[PriceView]) -> list[PriceRow]:
        known = read_variants([price.variant for price in prices])
        return [
            PriceRow(price, known[price.variant], places.get(price.place) if price.place else None) for price in prices
        ]

    return page.turned(named)
