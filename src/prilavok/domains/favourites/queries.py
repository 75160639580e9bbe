"""Questions to favourites."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.favourites.rules import standing
from prilavok.domains.favourites.types import FavouriteView, FavouriteWord, PriceThen
from prilavok.kit.pages import among, read_rows

_WORD = "id, leaf_id, variant_id, added_at, gone_at, touchpoint, place_id, there, amount, currency, per"


def list_favourites(leaves: Sequence[UUID]) -> list[FavouriteView]:
    """The favourites of the person of these leaves, the one put there last first, each variant once."""
    return [
        FavouriteView(one.variant, one.added_at, one.touchpoint, one.place, one.price, one.there)
        for one in standing(words_on(leaves))
        if one.added_at is not None
    ]


def favourite_variants(leaves: Sequence[UUID]) -> frozenset[UUID]:
    """Which variants are favourites of the person of these leaves: one question for a whole page of goods."""
    return frozenset(one.variant for one in standing(words_on(leaves)))


def words_on(leaves: Sequence[UUID]) -> list[FavouriteWord]:
    """Every word of these leaves, those that took something out included."""
    if not leaves:
        return []
    return read_rows(_WORD, "favourites_favourite", row=_word, where=[among("leaf_id", leaves)])


def _word(
    id: UUID,
    leaf: UUID,
    variant: UUID,
    added_at: datetime | None,
    gone_at: datetime | None,
    touchpoint: str,
    place: UUID | None,
    there: bool | None,
    amount: int | None,
    currency: str,
    per: int | None,
) -> FavouriteWord:
    price = PriceThen(amount, currency, per) if amount is not None and per is not None else None
    return FavouriteWord(id, leaf, variant, added_at, gone_at, touchpoint, place, price, there)
