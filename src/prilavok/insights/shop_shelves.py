"""The tree of shelves as one store sells from it: which categories, and how many variants in each and below it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from prilavok.domains.catalog.queries import list_shelves
from prilavok.domains.catalog.types import CategoryView
from prilavok.domains.places.types import PlaceView
from prilavok.insights.metrics.reading import ask_plainly

KEPT = 300  # seconds for which the tree of a store's shelves is taken as unchanged
_HOLDS = "n.valid_from <= %(at)s AND (n.valid_to IS NULL OR n.valid_to > %(at)s)"
# What the store's own lists price and no list of all places does: few where most prices are everybody's, so each of
# them is looked up there; as an EXISTS it would be turned into a reading of everybody's prices.
_OWN = f"""
WITH held AS (SELECT l.price_list, l.place FROM price_list_place l
               WHERE l.currency = %(currency)s AND (l.place = %(place)s OR l.place IS NULL)),
everybodys AS MATERIALIZED (
    SELECT coalesce(array_agg(price_list ORDER BY price_list), '{{}}') AS lists FROM held WHERE place IS NULL),
own AS MATERIALIZED (
    SELECT DISTINCT n.variant FROM price_span n
     WHERE n.price_list = ANY(ARRAY(SELECT price_list FROM held WHERE place IS NOT NULL)) AND {_HOLDS}),
told AS (
    SELECT coalesce(v.category_path, '') AS path, count(*) AS variants
      FROM own JOIN fact_variant v ON v.variant = own.variant
     WHERE (SELECT true FROM price_span n WHERE n.variant = own.variant
               AND n.price_list = ANY((SELECT lists FROM everybodys)::uuid[]) AND {_HOLDS} LIMIT 1) IS NULL
     GROUP BY 1)
SELECT e.lists, o.path, o.variants FROM everybodys e LEFT JOIN told o ON true
"""
_EVERYBODYS = f"""
SELECT coalesce(v.category_path, '') AS path, count(*) AS variants
  FROM (SELECT DISTINCT n.variant FROM price_span n WHERE n.price_list = ANY(%(lists)s) AND {_HOLDS}) AS sold
  JOIN fact_variant v ON v.variant = sold.variant
 GROUP BY 1
"""


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
    asked = {"place": place, "currency": currency, "at": datetime.fromtimestamp(moment, UTC)}
    rows = ask_plainly(_OWN, asked)
    lists = tuple(rows[0]["lists"])
    found = dict(_of_everybody(lists, moment // KEPT * KEPT)) if lists else {}
    for row in rows:
        if row["path"] is not None:
            _add(found, row["path"], row["variants"])
    return found


# Of a thousand stores most sell by the same lists: those are read once for all of them.
@lru_cache(maxsize=64)
def _of_everybody(lists: tuple[UUID, ...], moment: int) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for row in ask_plainly(_EVERYBODYS, {"lists": list(lists), "at": datetime.fromtimestamp(moment, UTC)}):
        _add(found, row["path"], row["variants"])
    return found


def _add(found: dict[str, int], path: str, variants: int) -> None:
    parts = path.split("/")
    for depth in range(1, len(parts) + 1):
        shelf = "/".join(parts[:depth])
        found[shelf] = found.get(shelf, 0) + variants
