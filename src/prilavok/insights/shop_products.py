"""What a store offers a customer: shelves, lists of offers, what there is plenty of, and the page of one product."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from prilavok.domains.catalog.queries import list_shelves, read_product, read_variants, variants_of
from prilavok.domains.catalog.types import CategoryView, ProductView, VariantView
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.types import ShownPrice
from prilavok.domains.stock.types import Coming
from prilavok.insights.gift_lines import promised_to_sell
from prilavok.insights.lists.found import find_products
from prilavok.insights.metrics.reading import ask_plainly
from prilavok.insights.promised import free_for
from prilavok.insights.reckoning import shown_prices
from prilavok.insights.sold_here import below, sold_at
from prilavok.kit.pages import Mark, Page, Sort, read_page

_MOST_FOUND = 200
_MOST_ELSEWHERE = 30
_SHELVES_KEPT = 300  # seconds for which the tree of a store's shelves is taken as unchanged
_BY_SKU = Sort((("v.sku", "text"),))
_SHELVES = """
SELECT coalesce(v.category_path, '') AS path, count(DISTINCT n.variant) AS variants
  FROM price_span n JOIN fact_variant v ON v.variant = n.variant
 WHERE n.price_list IN (SELECT l.price_list FROM price_list_place l
                         WHERE l.currency = %(currency)s AND (l.place = %(place)s OR l.place IS NULL))
   AND n.valid_from <= %(at)s AND (n.valid_to IS NULL OR n.valid_to > %(at)s)
 GROUP BY 1
"""
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

    coming: the next delivery, where one is expected.
    """

    variant: VariantView
    price: ShownPrice | None
    free: int
    coming: Coming | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category with how many variants the store sells in it and below."""

    category: CategoryView
    variants: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another store of the same currency with units that are free."""

    place: PlaceView
    free: int


@dataclass(frozen=True, slots=True)
class ShopProduct:
    """A product's page: its variants at the store, and for each where else it lies."""

    product: ProductView
    offers: tuple[Offer, ...]
    elsewhere: Mapping[UUID, tuple[Elsewhere, ...]]
    way: tuple[CategoryView, ...]


def shelves_here(place: PlaceView, path: str, at: datetime) -> tuple[list[CategoryView], list[Shelf]]:
    """The categories on the way to a path, and those directly below it in which the store sells anything."""
    counts = _counted(place.id, place.currency, int(at.timestamp()) // _SHELVES_KEPT * _SHELVES_KEPT)
    depth = len(path.split("/")) if path else 0
    way, shelves = [], []
    for category in list_shelves(path):
        if category.depth <= depth:
            way.append(category)
        elif sold := sum(number for name, number in counts if _is_below(name, category.path)):
            shelves.append(Shelf(category, sold))
    # What the store sells most of stands first: a grocer's shop opens with groceries.
    return way, sorted(shelves, key=lambda shelf: -shelf.variants)


def list_offers(
    place: PlaceView, path: str, *, at: datetime, free: bool = False, after: Mark | None = None, limit: int = 24
) -> Page[Offer]:
    """What the store sells on a shelf and below it, by SKU. free: only what can be taken now."""
    asked = [*sold_at(place, at, free=int(free)), *below(path, "v.category_path")]
    page = read_page("v.variant", "fact_variant v", row=_alone, where=asked, sort=_BY_SKU, after=after, limit=limit)
    return page.turned(lambda variants: offers_of(variants, place, at))


def find_offers(
    place: PlaceView, text: str, at: datetime, *, most: int = 48, touchpoint: str = "site"
) -> tuple[list[Offer], int]:
    """What a typed text means and the store sells, the likest first; and how many more only other stores sell."""
    if len(text.strip()) < 2:
        return [], 0
    variants = variants_of(ids := find_products(text, _MOST_FOUND))
    meant = [variant.id for product in ids for variant in variants.get(product, ())]
    found = offers_of(meant, place, at, touchpoint=touchpoint)
    sold = [offer for offer in found if offer.price]
    return sold[:most], len(found) - len(sold)


def well_stocked(place: PlaceView, at: datetime, *, most: int = 12) -> list[Offer]:
    """Of what the store has plenty, from as many shelves as can be."""
    rows = ask_plainly(_PLENTY, {"place": place.id, "currency": place.currency, "most": most})
    return offers_of([row["variant"] for row in rows], place, at)


def offers_of(variants: Sequence[UUID], place: PlaceView, at: datetime, *, touchpoint: str = "site") -> list[Offer]:
    """These variants at the store, in the order asked; unknown ones are left out."""
    known = read_variants(variants)
    prices = shown_prices(list(known), place, touchpoint=touchpoint, at=at)
    here = promised_to_sell(place, list(known), known, touchpoint=touchpoint, at=at)
    return [
        Offer(known[one], prices.get(one), here[one].free, here[one].next)
        for one in dict.fromkeys(variants)
        if one in known
    ]


def read_shop_product(product: UUID, place: PlaceView, at: datetime) -> ShopProduct:
    """One product at the store. Raises NotFound."""
    found = read_product(product)
    offers = offers_of([variant.id for variant in variants_of([product]).get(product, [])], place, at)
    way = list_shelves(found.category_path) if found.category_path else []
    depth = len(found.category_path.split("/"))
    return ShopProduct(
        found,
        tuple(offers),
        {offer.variant.id: stocked_elsewhere(offer.variant.id, place, at) for offer in offers},
        tuple(category for category in way if category.depth <= depth),
    )


def stocked_elsewhere(variant: UUID, place: PlaceView, at: datetime) -> tuple[Elsewhere, ...]:
    """Other stores of the same currency of which the site sells it, the best stocked first."""
    free = {one: units[variant] for one, units in free_for("site", [variant], at).items() if one != place.id}
    found = [
        Elsewhere(one, free[one.id])
        for one in read_places(list(free)).values()
        if one.currency == place.currency and one.kind in ("store", "pickup")
    ]
    return tuple(sorted(found, key=lambda one: (-one.free, one.place.code))[:_MOST_ELSEWHERE])


@lru_cache(maxsize=1024)
def _counted(place: UUID, currency: str, moment: int) -> tuple[tuple[str, int], ...]:
    # A store's tree changes with its price list, some times a day; counting it reads every price of the store.
    at = datetime.fromtimestamp(moment, UTC)
    rows = ask_plainly(_SHELVES, {"place": place, "currency": currency, "at": at})
    return tuple((row["path"], row["variants"]) for row in rows)


def _is_below(path: str, shelf: str) -> bool:
    return path == shelf or path.startswith(f"{shelf}/")


def _alone(value: UUID) -> UUID:
    return value
