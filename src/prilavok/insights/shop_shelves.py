"""The tree of shelves as one store sells from it: which categories, and how many variants in each and below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from prilavok.domains.catalog.queries import list_shelves
from prilavok.domains.catalog.types import CategoryView
from prilavok.domains.places.types import PlaceView
from prilavok.insights.metrics.reading import ask_plainly

KEPT = 300  # seconds for which the tree of a store's shelves is taken as unchanged
_HOLDS = "n.valid_from <= %(at)s AND (n.valid_to IS NULL OR n.valid_to > %(at)s)"
_LISTS = """
SELECT coalesce(array_agg(price_list ORDER BY price_list) FILTER (WHERE place IS NULL), '{}') AS everybodys,
       coalesce(array_agg(price_list) FILTER (WHERE place IS NOT NULL), '{}') AS own
  FROM price_list_place WHERE currency = %(currency)s AND (place = %(place)s OR place IS NULL)
"""
_SOLD = f"SELECT DISTINCT n.variant FROM price_span n WHERE n.price_list = ANY(%(lists)s) AND {_HOLDS}"
# What the lists of all places price by category, and what of it they lack: a store adds what its own lists price of it.
_EVERYBODYS = f"""
SELECT coalesce(v.category_path, '') AS path, count(sold.variant) AS variants,
       coalesce(array_agg(v.variant) FILTER (WHERE sold.variant IS NULL), '{{}}') AS lacking
  FROM fact_variant v LEFT JOIN ({_SOLD}) AS sold ON sold.variant = v.variant
 GROUP BY 1
"""
_COUNT = """
SELECT coalesce(v.category_path, '') AS path, count(*) AS variants
  FROM ({0}) AS sold JOIN fact_variant v ON v.variant = sold.variant
 GROUP BY 1
"""
_OWN = _COUNT.format(_SOLD)
_THESE = _COUNT.format("SELECT unnest(%(variants)s::uuid[]) AS variant")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category with how many variants the store sells in it and below."""

    category: CategoryView
    variants: int


def shelves_here(place: PlaceView, path: str, at: datetime) -> tuple[list[CategoryView], list[Shelf]]:
    """The categories on the way to a path, and those directly below it in which the store sells anything."""
    counts = _counted(place.id, place.currency, kept_since(place.id, at))
    depth = len(path.split("/")) if path else 0
    way, shelves = [], []
    for category in list_shelves(path):
        if category.depth <= depth:
            way.append(category)
        elif sold := counts.get(category.path, 0):
            shelves.append(Shelf(category, sold))
    # What the store sells most of stands first: a grocer's shop opens with groceries.
    return way, sorted(shelves, key=lambda shelf: -shelf.variants)


def kept_since(place: UUID, at: datetime) -> int:
    """The second since which what is kept of a store's shelves holds; every store looks anew at a second of its own."""
    shift = place.int % KEPT
    return (int(at.timestamp()) - shift) // KEPT * KEPT + shift


@lru_cache(maxsize=1024)
def _counted(place: UUID, currency: str, moment: int) -> Mapping[str, int]:
    """Variants by path, those of the shelves below it included."""
    # A store's tree changes with its price list, some times a day; counting it reads every price of the store.
    at = datetime.fromtimestamp(moment, UTC)
    [lists] = ask_plainly(_LISTS, {"place": place, "currency": currency})
    if not lists["everybodys"]:
        return _with(ask_plainly(_OWN, {"lists": lists["own"], "at": at}))
    everybodys, lacking = _of_everybody(tuple(lists["everybodys"]), moment // KEPT * KEPT)
    own = ask_plainly(_SOLD, {"lists": lists["own"], "at": at}) if lists["own"] else []
    more = [row["variant"] for row in own if row["variant"] in lacking]
    return _with(ask_plainly(_THESE, {"variants": more}), everybodys) if more else everybodys


# Of a thousand stores most sell by the same lists: those are read once for all of them. Of the few that are kept each
# may lack thousands of goods: two moments of some currencies are in use at once.
@lru_cache(maxsize=8)
def _of_everybody(lists: tuple[UUID, ...], moment: int) -> tuple[Mapping[str, int], frozenset[UUID]]:
    """Variants by path that these lists price, and all that they do not."""
    rows = ask_plainly(_EVERYBODYS, {"lists": list(lists), "at": datetime.fromtimestamp(moment, UTC)})
    return _with(rows), frozenset(variant for row in rows for variant in row["lacking"])


def _with(rows: Sequence[Mapping[str, Any]], before: Mapping[str, int] | None = None) -> Mapping[str, int]:
    found = dict(before or {})
    for row in rows:
        if row["variants"]:
            _add(found, row["path"], row["variants"])
    return found


def _add(found: dict[str, int], path: str, variants: int) -> None:
    parts = path.split("/")
    for depth in range(1, len(parts) + 1):
        shelf = "/".join(parts[:depth])
        found[shelf] = found.get(shelf, 0) + variants
