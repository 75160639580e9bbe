"""What a store offers a customer: shelves, lists of offers, what there is plenty of, and the page of one product."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from prilavok.domains.catalog.queries import known_goods, known_goods_of, list_shelves, read_product, said_of
from prilavok.domains.catalog.types import CategoryView, GoodsView, ProductView, SaidOf, VariantView
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.types import ShownPrice
from prilavok.domains.stock.types import Coming, Promisable
from prilavok.insights.gift_lines import promised_to_sell
from prilavok.insights.metrics.reading import ask_plainly
from prilavok.insights.promised import stores_with
from prilavok.insights.reckoning import shown_prices
from prilavok.insights.shop_shelves import kept_since

_MOST_ELSEWHERE = 30
_MOST_PLENTY = 24
# Pieces alone: grams of coffee outnumber everything. One of each shelf before the second of any.
_PLENTY = """
WITH most AS (
    SELECT s.variant, s.available FROM fact_stock s
     WHERE s.place = %(place)s AND s.available > 0 ORDER BY s.available DESC LIMIT 400
), told AS (
    SELECT m.variant, m.available,
           row_number() OVER (PARTITION BY v.category ORDER BY m.available DESC, m.variant) AS nth
      FROM most m JOIN fact_variant v ON v.variant = m.variant
     WHERE v.unit = 'piece' AND EXISTS (
           SELECT FROM priced_now n WHERE n.variant = m.variant AND n.currency = %(currency)s
              AND (n.place = %(place)s OR n.place IS NULL))
)
SELECT variant FROM told ORDER BY nth, available DESC, variant LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant at a store. price: None where the store does not sell it. free: units nobody holds.

    coming: the next delivery, where one is expected. ahead: whether an order may wait for what comes.
    """

    variant: VariantView
    price: ShownPrice | None
    free: int
    coming: Coming | None = None
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another store of the same currency with units that are free."""

    place: PlaceView
    free: int


@dataclass(frozen=True, slots=True)
class ShopProduct:
    """A product's page: its variants at the store, for each where else it lies, and what is said of them."""

    product: ProductView
    offers: tuple[Offer, ...]
    elsewhere: Mapping[UUID, tuple[Elsewhere, ...]]
    way: tuple[CategoryView, ...]
    said: SaidOf


def well_stocked(place: PlaceView, at: datetime, *, most: int = 12) -> list[Offer]:
    """Of what the store has plenty, from as many shelves as can be; never what is sold out."""
    looked_at = max(2 * most, _MOST_PLENTY)
    try:
        kept = _plenty(place.id, place.currency, looked_at, kept_since(place.id, at))
    except _LittleLiesHere as little:
        return _there(little.variants, place, at)[:most]
    offers = _there(kept, place, at)
    if len(offers) < most:  # much was sold since it was looked at
        return _there(_plenty_now(place.id, place.currency, most), place, at)
    return offers[:most]


def _there(variants: Sequence[UUID], place: PlaceView, at: datetime) -> list[Offer]:
    return [offer for offer in offers_of(variants, place, at) if offer.free > 0]


def offers_of(variants: Sequence[UUID], place: PlaceView, at: datetime, *, touchpoint: str = "site") -> list[Offer]:
    """These variants at the store, in the order asked; unknown ones are left out."""
    known, goods = known_goods(variants)
    return offers_known([one for one in variants if one in known], known, goods, place, at, touchpoint=touchpoint)


def offers_known(
    variants: Sequence[UUID],
    known: Mapping[UUID, VariantView],
    goods: Mapping[UUID, GoodsView],
    place: PlaceView,
    at: datetime,
    *,
    touchpoint: str = "site",
    here: Mapping[UUID, Promisable] | None = None,
) -> list[Offer]:
    """The same of variants that are read already. here: what can be promised of them, where that is read too."""
    prices = shown_prices(variants, place, touchpoint=touchpoint, at=at, goods=goods)
    if here is None:
        here = promised_to_sell(place, variants, known, touchpoint=touchpoint, at=at)
    return [
        Offer(known[id], prices.get(id), here[id].free, here[id].next, here[id].ahead) for id in dict.fromkeys(variants)
    ]


def read_shop_product(product: UUID, place: PlaceView, at: datetime) -> ShopProduct:
    """One product at the store. Raises NotFound."""
    found = read_product(product)
    known, goods = known_goods_of([product])
    offers = offers_known(list(known), known, goods, place, at)
    way = list_shelves(found.category_path) if found.category_path else []
    depth = len(found.category_path.split("/"))
    return ShopProduct(
        found,
        tuple(offers),
        stocked_elsewhere(list(known), place, at),
        tuple(category for category in way if category.depth <= depth),
        said_of([product]).get(product, SaidOf()),
    )


def stocked_elsewhere(variants: Sequence[UUID], place: PlaceView, at: datetime) -> dict[UUID, tuple[Elsewhere, ...]]:
    """By variant the other stores of the same currency of which the site sells it, the best stocked first."""
    free = stores_with("site", variants, at, currency=place.currency, but=place.id, most=_MOST_ELSEWHERE)
    places = read_places(list({store for stores in free.values() for store, _units in stores}))
    return {
        variant: tuple(Elsewhere(places[store], units) for store, units in free.get(variant, ()))
        for variant in variants
    }


class _LittleLiesHere(Exception):
    """What a small store has: nothing to be kept, since it is quickly asked and a delivery is to be seen at once."""

    def __init__(self, variants: Sequence[UUID]) -> None:
        super().__init__()
        self.variants = variants


def _plenty_now(place: UUID, currency: str, most: int) -> tuple[UUID, ...]:
    return tuple(row["variant"] for row in ask_plainly(_PLENTY, {"place": place, "currency": currency, "most": most}))


@lru_cache(maxsize=1024)
def _plenty(place: UUID, currency: str, most: int, moment: int) -> tuple[UUID, ...]:
    # To say of what there is most, every balance of the store is read; how much of it is free is asked each time.
    found = _plenty_now(place, currency, most)
    if len(found) < most:
        raise _LittleLiesHere(found)
    return found
