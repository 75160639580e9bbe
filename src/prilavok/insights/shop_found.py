"""What a customer's search finds at a store, and by what it may be narrowed: shelves, brands, what is here now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.domains.catalog.queries import known_goods
from prilavok.domains.catalog.types import GoodsView, VariantView
from prilavok.domains.places.types import PlaceView
from prilavok.domains.stock.types import Promisable
from prilavok.insights.gift_lines import promised_to_sell
from prilavok.insights.lists.found import find_products
from prilavok.insights.metrics.reading import ask_plainly
from prilavok.insights.shop_facets import Asked, Facet, choose, count_facets, facets_on, narrow_to
from prilavok.insights.shop_products import Offer, offers_known
from prilavok.insights.sold_here import free_at
from prilavok.kit.pages import Condition
from prilavok.kit.words import Words

_MOST_FOUND = 200
_MOST_NARROWED = 1_000  # products looked at where some of them are wanted
_MOST_SHOWN = 48
_MOST_CHOICES = 12
_AT_ONCE = 2 * _MOST_SHOWN  # of those found, the likest are looked at for what lies here, until a page is full
# Each variant found, and whether the store sells it, by whatever way it is sold there: what none but the till sells is
# not sold by other stores only. So written each variant is looked up in the few lists that hold here.
_SOLD = """
SELECT v.variant, v.product, coalesce(v.category_path, '') AS path, v.brand, NOT v.archived AND (
       SELECT true FROM price_span n
        WHERE n.variant = v.variant AND n.valid_from <= %(at)s AND (n.valid_to IS NULL OR n.valid_to > %(at)s)
          AND n.price_list = ANY((SELECT array_agg(l.price_list) FROM price_list_place l
              WHERE l.currency = %(currency)s AND (l.place = %(place)s OR l.place IS NULL))::uuid[])
        LIMIT 1) IS NOT NULL AS sold
  FROM fact_variant v WHERE v.product = ANY((SELECT %(products)s::uuid[])::uuid[]) ORDER BY v.sku
"""
_NAMES = """
SELECT c.path, c.name,
       EXISTS (SELECT FROM facet_shelf f WHERE f.path IN ('', c.path) OR starts_with(c.path, f.path || '/')) AS facets
  FROM named_category c WHERE c.path = ANY((SELECT %(paths)s::text[])::text[])
"""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What of the goods found is wanted. shelf: path of a category; brand: its very name; free: only what lies here.

    said: what is asked of attributes, see shop_facets.Asked.
    """

    shelf: str = ""
    brand: str = ""
    free: bool = False
    said: Asked = field(default_factory=dict)

    @property
    def anyhow(self) -> bool:
        """Whether it narrows to some goods."""
        return bool(self.shelf or self.brand or self.said)


@dataclass(frozen=True, slots=True)
class FoundHere:
    """What a text means and the store sells, the likest first, with what narrows it further.

    elsewhere: how many more variants only other stores sell, where nothing narrows. shelves: paths with their names,
    below the chosen one, which is named by chosen. facets: attributes of the department in which all of it stands.
    """

    offers: tuple[Offer, ...]
    elsewhere: int
    shelves: tuple[tuple[str, Words], ...]
    brands: tuple[str, ...]
    chosen: Words = field(default_factory=dict)
    facets: tuple[Facet, ...] = ()


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
    meant = _meant(ids, place, at) if ids else []
    rows = [row for row in meant if row["sold"]]
    on_shelf = [row for row in rows if _is_below(row["path"], wanted.shelf)]
    of_brand = [row for row in rows if wanted.brand in ("", row["brand"])]
    offered = [row for row in on_shelf if wanted.brand in ("", row["brand"])]
    depth = wanted.shelf.count("/") + 2 if wanted.shelf else 1
    shelves = _oftenest(["/".join(row["path"].split("/")[:depth]) for row in of_brand])
    below = [path for path in shelves if path != wanted.shelf and _is_below(path, wanted.shelf)]
    department = wanted.shelf or _common([row["path"] for row in offered])
    named = _named([*below, wanted.shelf, department])
    facets: Sequence[Facet] = ()
    if department in named and named[department]["facets"]:
        offered, facets = _said(offered, department, wanted, place, at)
    products = set(list(dict.fromkeys(row["product"] for row in offered))[:_MOST_FOUND])
    return FoundHere(
        tuple(_offers([row["variant"] for row in offered if row["product"] in products], place, at, wanted.free,
                      most=most, touchpoint=touchpoint)),
        0 if wanted.anyhow else len(meant) - len(rows),
        tuple((path, named[path]["name"]) for path in below if path in named),
        tuple(_oftenest([row["brand"] for row in on_shelf])),
        named[wanted.shelf]["name"] if rows and wanted.shelf in named else {},
        tuple(facets),
    )  # fmt: skip


def _said(
    rows: list[dict[str, Any]], department: str, wanted: Narrowed, place: PlaceView, at: datetime
) -> tuple[list[dict[str, Any]], list[Facet]]:
    """Those of the goods that have all that is asked of attributes, and by what they may be narrowed further."""
    attributes = facets_on(department)
    chosen = choose(attributes, wanted.said)
    variants = [row["variant"] for row in rows]
    where = [Condition("v.variant = ANY(%s::uuid[])", variants), *([free_at(place, at, 1)] if wanted.free else [])]
    facets = count_facets(attributes, chosen, "fact_variant v", where)
    kept = narrow_to(variants, chosen)
    return [row for row in rows if row["variant"] in kept], facets


def _common(paths: Sequence[str]) -> str:
    """The deepest shelf on or below which all of them stand; "" where there is none."""
    parts = [path.split("/") for path in set(paths)]
    shared: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return "/".join(shared)


def _meant(ids: Sequence[UUID], place: PlaceView, at: datetime) -> list[dict[str, Any]]:
    """Every variant of the products, in their order and then by SKU."""
    nth = {id: place for place, id in enumerate(ids)}
    here = {"place": place.id, "currency": place.currency, "at": at}
    return sorted(ask_plainly(_SOLD, here | {"products": list(ids)}), key=lambda row: nth[row["product"]])


def _named(paths: Sequence[str]) -> dict[str, dict[str, Any]]:
    asked = sorted({path for path in paths if path})
    return {row["path"]: row for row in ask_plainly(_NAMES, {"paths": asked})} if asked else {}


def _offers(
    variants: Sequence[UUID], place: PlaceView, at: datetime, free: bool, *, most: int, touchpoint: str
) -> list[Offer]:
    """The first of them at the store; only these are read and priced, since that costs the most."""
    shown: list[UUID] = []
    known, goods, here = dict[UUID, VariantView](), dict[UUID, GoodsView](), dict[UUID, Promisable]()
    for begin in range(0, len(variants), step := _AT_ONCE if free else most):
        if len(shown) >= most or (begin and not free):
            break
        some = variants[begin : begin + step]
        read, priced = known_goods(some)
        told = promised_to_sell(place, some, read, touchpoint=touchpoint, at=at)
        shown += [id for id in some if id in read and (not free or told[id].free > 0)]
        known, goods, here = known | read, goods | priced, here | told
    offers = offers_known(shown[:most], known, goods, place, at, touchpoint=touchpoint, here=here)
    return [one for one in offers if one.price]


def _oftenest(several: Sequence[str | None]) -> list[str]:
    times: dict[str, int] = {}
    for one in several:
        if one:
            times[one] = times.get(one, 0) + 1
    return sorted(times, key=lambda one: (-times[one], one))[:_MOST_CHOICES]


def _is_below(path: str, shelf: str) -> bool:
    return not shelf or path == shelf or path.startswith(f"{shelf}/")
