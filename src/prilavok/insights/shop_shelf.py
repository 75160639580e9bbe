"""One shelf of a store as its customers see it: what is sold there, narrowed by attributes, and by what further."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.places.types import PlaceView
from prilavok.insights.shop_facets import Facet, choose, count_facets, count_facets_kept, facets_on
from prilavok.insights.shop_products import Offer, offers_of
from prilavok.insights.sold_here import sold_on_shelf
from prilavok.kit.pages import Mark, Page, Sort, read_page

_BY_SKU = Sort((("v.sku", "text"),))


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """One page of a shelf. facets: by what it may be narrowed; none where only more of the same was asked for."""

    page: Page[Offer]
    facets: tuple[Facet, ...] = ()

    @property
    def narrowed(self) -> bool:
        """Whether only goods with some attributes are shown."""
        return any(one.chosen for one in self.facets)


def read_shelf(
    place: PlaceView,
    path: str,
    asked: Mapping[str, Sequence[str]],
    *,
    at: datetime,
    free: bool = False,
    after: Mark | None = None,
    limit: int = 24,
    counted: bool = True,
) -> ShelfPage:
    """What the store sells on a shelf and below it, by SKU, with all that is asked of attributes.

    free: only what can be taken now. counted: whether facets are wanted too.
    """
    sold, narrows = sold_on_shelf(place, at, free=int(free), shelf=path)
    attributes = facets_on(path) if narrows else []
    chosen = choose(attributes, asked)
    where = [*sold, *(one.condition for one in chosen)]
    page = read_page("v.variant", "fact_variant v", row=_alone, where=where, sort=_BY_SKU, after=after, limit=limit)
    facets: Sequence[Facet] = ()
    if counted and free:  # what lies there changes with every sale
        facets = count_facets(attributes, chosen, "fact_variant v", sold)
    elif counted:
        facets = count_facets_kept(attributes, chosen, sold, place=place.id, path=path, at=at)
    return ShelfPage(page.turned(lambda variants: offers_of(variants, place, at)), tuple(facets))


def _alone(value: UUID) -> UUID:
    return value
