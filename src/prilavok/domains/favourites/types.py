"""What crosses the edge of favourites."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PriceThen:
    """What was shown when a favourite was put there: `amount` minor units for `per` of the variant's smallest units."""

    amount: int
    currency: str
    per: int


@dataclass(frozen=True, slots=True)
class NewFavourite:
    """A variant to be put there. place: whose price and stock were shown; None where none was chosen.

    price: None where it was not sold there. there: whether any could be taken there; None without a place.
    """

    variant: UUID
    place: UUID | None = None
    price: PriceThen | None = None
    there: bool | None = None


@dataclass(frozen=True, slots=True)
class FavouriteWord:
    """What a leaf said of a variant. added_at: None where it never put it there and only took out what another did.

    gone_at: when it took it out; None: it is there, as far as this leaf is concerned. The rest is as in NewFavourite.
    """

    id: UUID
    leaf: UUID
    variant: UUID
    added_at: datetime | None
    gone_at: datetime | None
    touchpoint: str
    place: UUID | None
    price: PriceThen | None
    there: bool | None

    @property
    def stands(self) -> bool:
        """Whether it puts the variant there."""
        return self.gone_at is None and self.added_at is not None


@dataclass(frozen=True, slots=True)
class FavouriteView:
    """A favourite of somebody, by whichever leaf of theirs; place, price and there are of the day it was put there."""

    variant: UUID
    added_at: datetime
    touchpoint: str
    place: UUID | None
    price: PriceThen | None
    there: bool | None
