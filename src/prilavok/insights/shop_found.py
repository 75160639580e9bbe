"""What a customer's search finds at a store, and by what it may be narrowed: shelves, brands, what is here now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.domains.catalog.queries import variants_of
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.types import PlaceView
from prilavok.insights.gift_lines import promised_to_sell
from prilavok.insights.lists.found import find_products
from prilavok.insights.metrics.reading import ask_plainly
from prilavok.insights.reckoning import shown_prices
from prilavok.insights.shop_products import Offer, offers_priced
from prilavok.kit.words import Words

_MOST_FOUND = 200
_MOST_NARROWED = 1_000  # products looked at where some of them are wanted
_MOST_SHOWN = 48
_MOST_CHOICES = 12
# Each variant found that the store sells, with the shelf one level below the chosen one that it stands on. By whatever
# way it is sold there: what none but the till sells is not sold by other stores only.
_SOLD = """
SELECT v.variant, v.product, coalesce(v.category_path, '') AS path, v.brand, c.path AS shelf, c.name,
       (SELECT name FROM named_category WHERE path = %(chosen)s) AS chosen
  FROM fact_variant v LEFT JOIN named_category c
       ON c.path = array_to_string((string_to_array(v.category_path, '/'))[1:%(depth)s], '/')
 WHERE v.product = ANY(%(products)s::uuid[]) AND NOT v.archived AND EXISTS (
       SELECT FROM price_span n JOIN price_list_place l ON l.price_list = n.price_list
        WHERE n.variant = v.variant AND n.valid_from <= %(at)s AND (n.valid_to IS NULL OR n.valid_to > %(at)s)
          AND l.currency = %(currency)s AND (l.place = %(place)s OR l.place IS NULL))
"""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What of the goods found is wanted. shelf: path of a category; brand: its very name; free: only what lies here."""

    shelf: str = ""
    brand: str = ""
    free: bool = False

    @property
    def anyhow(self) -> bool:
        """Whether it narrows to some goods."""
        return bool(self.shelf or self.brand)


@dataclass(frozen=True, slots=True)
class FoundHere:
    """What a text means and the store sells, the likest first, with what narrows it further.

    elsewhere: how many more variants only other stores sell, where nothing narrows. shelves: paths with their names,
    below the chosen one, which is named by chosen.
    """

    offers: tuple[Offer, ...]
    elsewhere: int
    shelves: tuple[tuple[str, Words], ...]
    brands: tuple[str, ...]
    chosen: Words = field(default_factory=dict)


def find_offers(
    place: PlaceView, text: str, at: datetime, *, most: int = _MOST_SHOWN, touchpoint: str = "site"
) -> tuple[list[Offer], int]:
    """What a typed text means and the store sells, the likest first; and how many more only other stores sell."""
    found = find_here(place, text, at, Narrowed(), most=most, touchpoint=touchpoint)
    return list(found.offers), found.elsewhere


def find_here(
    place: PlaceView, text: str, at: datetime, wanted: Narrowed, *, most: int = _MOST_SHOWN, touchpoint: str = "site"
) -> FoundHere:
    """Search the store's goods. most: so many variants are given, the likest first."""
    if len(text.strip()) < 2:
        return FoundHere((), 0, (), ())
    ids = find_products(text, _MOST_NARROWED if wanted.anyhow else _MOST_FOUND, wide=wanted.anyhow)
    rows = _sold(ids, place, at, wanted) if ids else []
    on_shelf = [row for row in rows if _is_below(row["path"], wanted.shelf)]
    of_brand = [row for row in rows if wanted.brand in ("", row["brand"])]
    sold = {row["variant"]: row["product"] for row in on_shelf if wanted.brand in ("", row["brand"])}
    if wanted.anyhow:
        kept = set(sold.values())
        ids = [id for id in ids if id in kept][:_MOST_FOUND]
    variants = variants_of(ids)
    meant = {variant.id: variant for product in ids for variant in variants.get(product, ())}
    offered = {id: one for id, one in meant.items() if id in sold}
    names = {row["shelf"]: row["name"] for row in of_brand if row["shelf"] and _is_below(row["path"], wanted.shelf)}
    shelves = [row["shelf"] for row in of_brand]
    return FoundHere(
        tuple(_priced(offered, place, at, most=most, free=wanted.free, touchpoint=touchpoint)),
        0 if wanted.anyhow else len(meant) - len(offered),
        tuple((path, names[path]) for path in _oftenest(shelves) if path in names and path != wanted.shelf),
        tuple(_oftenest([row["brand"] for row in on_shelf])),
        (rows[0]["chosen"] or {}) if rows else {},
    )


def _sold(ids: Sequence[UUID], place: PlaceView, at: datetime, wanted: Narrowed) -> list[dict[str, Any]]:
    depth = wanted.shelf.count("/") + 2 if wanted.shelf else 1
    here = {"place": place.id, "currency": place.currency, "at": at}
    return list(ask_plainly(_SOLD, here | {"products": list(ids), "depth": depth, "chosen": wanted.shelf}))


def _priced(
    sold: Mapping[UUID, VariantView], place: PlaceView, at: datetime, *, most: int, free: bool, touchpoint: str
) -> list[Offer]:
    """The first of them with their prices; only these are priced, since that costs the most."""
    if free:
        here = promised_to_sell(place, list(sold), sold, touchpoint=touchpoint, at=at)
        sold = {id: one for id, one in sold.items() if here[id].free > 0}
    shown = dict(list(sold.items())[:most])
    prices = shown_prices(list(shown), place, touchpoint=touchpoint, at=at)
    return [one for one in offers_priced(shown, prices, place, at, touchpoint=touchpoint) if one.price]


def _oftenest(several: Sequence[str | None]) -> list[str]:
    times: dict[str, int] = {}
    for one in several:
        if one:
            times[one] = times.get(one, 0) + 1
    return sorted(times, key=lambda one: (-times[one], one))[:_MOST_CHOICES]


def _is_below(path: str, shelf: str) -> bool:
    return not shelf or path == shelf or path.startswith(f"{shelf}/")
