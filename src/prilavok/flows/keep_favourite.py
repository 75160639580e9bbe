"""A customer puts goods into their favourites, or takes them out again."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.baskets.errors import NotOnSale
from prilavok.domains.catalog.queries import offered_variants
from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.favourites.actions import add_favourite, remove_favourite
from prilavok.domains.favourites.types import NewFavourite
from prilavok.domains.places.types import PlaceView
from prilavok.insights.favourites import as_shown
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own


def keep_favourite(
    leaf: UUID, variant: UUID, *, place: PlaceView | None, touchpoint: str, actor: Actor, at: datetime
) -> bool:
    """Put a variant into favourites; whether it was not there yet. Raises NotOnSale, FavouritesFull.

    place: whose price and stock are shown; they are kept with it. The price is ours of this moment, whatever a page or
    a program says it showed.
    """
    if variant not in offered_variants([variant]):
        raise NotOnSale([variant])
    wanted = as_shown(variant, place, at) if place else NewFavourite(variant)
    with story():
        return add_favourite(wanted, leaf=leaf, leaves=leaves_shown(leaf), touchpoint=touchpoint, actor=actor, at=at)


def drop_favourite(leaf: UUID, variant: UUID, *, touchpoint: str, actor: Actor, at: datetime) -> bool:
    """Take it out; whether it was there. A favourite is the person's, whichever leaf of theirs put it there."""
    with story():
        return remove_favourite(
            variant, leaf=leaf, leaves=leaves_shown(leaf), touchpoint=touchpoint, actor=actor, at=at
        )
