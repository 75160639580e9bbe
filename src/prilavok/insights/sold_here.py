"""What a place sells now: of which price lists, which products, page by page and never an empty one before the last."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.places.types import PlaceView
from prilavok.insights.metrics.reading import ask_plainly
from prilavok.insights.promised import KEPT
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page

_HERE = """
SELECT coalesce((SELECT array_agg(price_list) FROM price_list_place
                  WHERE currency = %(currency)s AND (place = %(place)s OR place IS NULL)), '{}') AS lists,
       CASE WHEN %(shelf)s <> '' THEN coalesce(
           (SELECT array_agg(category) FROM named_category
             WHERE path = %(shelf)s OR starts_with(path, %(shelf)s || '/')), '{}') END AS shelves,
       EXISTS (SELECT FROM facet_shelf WHERE path IN ('', %(shelf)s) OR starts_with(%(shelf)s, path || '/')) AS facets
"""
# Lists and shelves stand in the question themselves: by how many prices and goods each has, the database goes from the
# few of a small shop or shelf to their products, or along the products of a full one, and either costs what one page
# costs.
_SOLD = """v.variant IN (SELECT n.variant FROM price_span n WHERE n.price_list = ANY(%s::uuid[])
    AND n.valid_from <= %s AND (n.valid_to IS NULL OR n.valid_to > %s))"""
# What the site leaves there is not free to it.
_FREE = f"""(SELECT s.available - {KEPT} FROM fact_stock s
              WHERE s.variant = v.variant AND s.place = %s::uuid) >= %s""".replace("%(via)s, %(at)s", "'site', %s")
_ON_SHELF = "v.category = ANY(%s::uuid[])"
_BELOW = "{0} = %s OR starts_with({0}, %s)"
SORTS: Mapping[str, Sort] = {
    "code": Sort((("p.code", "text"),)),
    "-code": Sort((("p.code", "text"),), descending=True),
    "new": Sort((("p.product", "uuid"),), descending=True),
}


def sold_at(place: PlaceView, at: datetime, *, free: int = 0, shelf: str = "") -> list[Condition]:
    """What narrows variants (`fact_variant v`) to those with a price at the place at an instant.

    free: so many units of them the site can sell there. shelf: path of a category, those below it included; "": all.
    """
    return sold_on_shelf(place, at, free=free, shelf=shelf)[0]


def sold_on_shelf(place: PlaceView, at: datetime, *, free: int, shelf: str) -> tuple[list[Condition], bool]:
    """The same, and whether goods of the shelf can be narrowed by attributes; one question for both."""
    [here] = ask_plainly(_HERE, {"currency": place.currency, "place": place.id, "shelf": shelf})
    asked = [Condition(_SOLD, here["lists"], at, at)]
    if here["shelves"] is not None:
        asked.append(Condition(_ON_SHELF, here["shelves"]))
    return ([*asked, free_at(place, at, free)] if free > 0 else asked), here["facets"]


def free_at(place: PlaceView, at: datetime, units: int) -> Condition:
    """That so many units of a variant (`fact_variant v`) can be sold at the place by the site."""
    return Condition(_FREE, at, place.id, units)


def below(path: str, column: str) -> list[Condition]:
    """What narrows to a shelf and all shelves below it; nothing where no shelf is named."""
    return [Condition(_BELOW.format(column), path, f"{path}/")] if path else []


def list_sold_products(
    place: PlaceView,
    *,
    at: datetime,
    category: str = "",
    free: int = 0,
    said: Sequence[Condition] = (),
    sort: str = "code",
    after: Mark | None = None,
    limit: int = 50,
) -> Page[UUID]:
    """Products of which the place sells a variant, every page full but the last. free: as in sold_at.

    said: what else the very variant is (`v` of fact_variant).
    """
    variants = [*sold_at(place, at, free=free), *said]
    sold = " AND ".join(f"({one.sql})" for one in variants)
    inner = f"p.product IN (SELECT v.product FROM fact_variant v WHERE NOT v.archived AND {sold})"
    values = [value for one in variants for value in one.values]
    return read_page(
        "p.product",
        "offered_product p",
        row=_alone,
        where=[Condition(inner, *values), *below(category, "p.category_path")],
        sort=SORTS.get(sort, SORTS["code"]),
        after=after,
        limit=limit,
    )


def _alone(value: UUID) -> UUID:
    return value
