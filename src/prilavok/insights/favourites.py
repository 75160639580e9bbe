"""Favourites as a store offers them now, beside what was shown when they were put there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.catalog.queries import offered_variants, read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.favourites.queries import list_favourites
from prilavok.domains.favourites.types import FavouriteView, NewFavourite, PriceThen
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import PlaceView
from prilavok.domains.pricing.types import ShownPrice
from prilavok.insights.shop_products import Offer, offers_of

LATEST_FAVOURITES = 8  # shown to staff beside whom they talk to


@dataclass(frozen=True, slots=True)
class FavouriteRow:
    """A favourite now. on_sale: whether it is still in the catalogue. then_at: the store whose price was shown. since:
    the day, by the clock of the store one looks at.

    cheaper: minor units by which it costs less than was shown, negative where it costs more; 0 where that cannot be
    said. back: none could be taken of it where it was put there, and some can here now.
    """

    kept: FavouriteView
    offer: Offer
    on_sale: bool
    then_at: PlaceView | None
    since: date
    cheaper: int
    back: bool

    @property
    def here(self) -> bool:
        """Whether it can be bought here now."""
        return self.on_sale and self.offer.price is not None and self.offer.free > 0


def read_favourites(leaves: Sequence[UUID], place: PlaceView, at: datetime) -> list[FavouriteRow]:
    """The favourites of the owner of these leaves, as the place offers them on the site; the latest first."""
    kept = list_favourites(leaves)
    variants = [one.variant for one in kept]
    offers = {one.variant.id: one for one in offers_of(variants, place, at)}
    on_sale = offered_variants(variants)
    stores = read_places([one.place for one in kept if one.place])
    return [
        _row(one, offers[one.variant], one.variant in on_sale, place, stores.get(one.place) if one.place else None)
        for one in kept
        if one.variant in offers
    ]


def name_favourites(leaves: Sequence[UUID], most: int) -> tuple[list[VariantView], int]:
    """Only what they are, the latest first and at most so many, and how many there are in all."""
    kept = list_favourites(leaves)
    known = read_variants([one.variant for one in kept[:most]])
    return [known[one.variant] for one in kept[:most] if one.variant in known], len(kept)


def as_shown(variant: UUID, place: PlaceView, at: datetime) -> NewFavourite:
    """A variant with what the place shows of it at this moment, for whoever puts it into favourites."""
    for offer in offers_of([variant], place, at):
        price = offer.price
        then = PriceThen(_asked(price), price.currency, price.per) if price else None
        return NewFavourite(variant, place.id, then, offer.free > 0)
    return NewFavourite(variant, place.id)


def cheaper_by(then: PriceThen | None, now: ShownPrice | None) -> int:
    """Minor units by which a price is lower than the one shown then, negative where it is higher.

    0 where one of them is none, or they are of another currency or for another number of units.
    """
    if then is None or now is None or (then.currency, then.per) != (now.currency, now.per):
        return 0
    return then.amount - _asked(now)


def _row(kept: FavouriteView, offer: Offer, on_sale: bool, here: PlaceView, then_at: PlaceView | None) -> FavouriteRow:
    sold = on_sale and offer.price is not None
    cheaper = cheaper_by(kept.price, offer.price) if sold else 0
    back = sold and kept.there is False and offer.free > 0
    return FavouriteRow(kept, offer, on_sale, then_at, here.day_at(kept.added_at), cheaper, back)


def _asked(price: ShownPrice) -> int:
    return price.amount if price.now is None else price.now
