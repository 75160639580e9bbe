"""What changes favourites."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from prilavok.domains.favourites.errors import FavouritesFull
from prilavok.domains.favourites.queries import list_favourites, words_on
from prilavok.domains.favourites.rules import (
    MOST_FAVOURITES,
    MOST_WORDS,
    last_gone,
    may_be_put_back,
    needless,
    put_at,
    standing,
    take_at,
)
from prilavok.domains.favourites.types import FavouriteWord, NewFavourite, PriceThen
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import FavouriteAdded, FavouriteRemoved, Touchpoint
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.words import Person, store_of_words


def add_favourite(
    wanted: NewFavourite, *, leaf: UUID, leaves: Sequence[UUID], touchpoint: str, actor: Actor, at: datetime
) -> bool:
    """Put a variant into the favourites of the leaf's person; whether it was not there yet for any of their leaves.

    What was taken out within the last hour is put back as it was, with the price and the day of then. Records
    favourite.added. Raises FavouritesFull.
    """
    mine, words = _alone(leaf, leaves)
    there = standing(words)
    if any(one.variant == wanted.variant for one in there):
        return False
    if may_be_put_back(words, wanted.variant, at) and (back := _put_back(wanted.variant, mine, words)):
        record([_added(leaf, back.variant, back.place, back.price, touchpoint, actor, at)], at)
        return True
    old = needless(words, leaf, at)
    kept = sum(1 for one in words if one.leaf == leaf and one.variant != wanted.variant) - len(old)
    if len(there) >= MOST_FAVOURITES or kept >= MOST_WORDS:
        raise FavouritesFull
    price = wanted.price
    call(
        "favourites_put",
        new_id(at),
        leaf,
        wanted.variant,
        touchpoint,
        wanted.place,
        price.amount if price else None,
        price.currency if price else "",
        price.per if price else None,
        wanted.there,
        put_at(words, wanted.variant, at),
        old,
    )
    record([_added(leaf, wanted.variant, wanted.place, price, touchpoint, actor, at)], at)
    return True


def remove_favourite(
    variant: UUID, *, leaf: UUID, leaves: Sequence[UUID], touchpoint: str, actor: Actor, at: datetime
) -> bool:
    """Take a variant out of the favourites of the leaf's person; whether it was there. Records favourite.removed.

    What another leaf of theirs said stays with that leaf: it counts again, should it turn out to be somebody else's.
    """
    _mine, words = _alone(leaf, leaves)
    if all(one.variant != variant for one in standing(words)):
        return False
    call("favourites_take_out", new_id(at), leaf, variant, touchpoint, take_at(words, variant, at))
    facts = FavouriteRemoved(variant, cast(Touchpoint, touchpoint))
    record(
        [
            NewEvent(
                verb="favourite.removed",
                occurred_at=at,
                leaf=leaf,
                subject_kind="variant",
                subject=variant,
                actor=actor,
                facts=facts,
            )
        ],
        at,
    )
    return True


def _alone(leaf: UUID, leaves: Sequence[UUID]) -> tuple[list[UUID], list[FavouriteWord]]:
    mine = sorted({leaf, *leaves})
    call("favourites_alone", mine)
    return mine, words_on(mine)


def _put_back(variant: UUID, mine: list[UUID], words: Sequence[FavouriteWord]) -> FavouriteWord | None:
    """What is there again; None where nothing had been put there before."""
    call("favourites_put_back", mine, variant, last_gone(words)[variant])
    return next((one for one in standing(words_on(mine)) if one.variant == variant), None)


def _added(
    leaf: UUID,
    variant: UUID,
    place: UUID | None,
    price: PriceThen | None,
    touchpoint: str,
    actor: Actor,
    at: datetime,
) -> NewEvent:
    shown = (price.amount, price.currency, price.per) if price else ()
    return NewEvent(
        verb="favourite.added",
        occurred_at=at,
        leaf=leaf,
        subject_kind="variant",
        subject=variant,
        place=place,
        actor=actor,
        facts=FavouriteAdded(variant, cast(Touchpoint, touchpoint), *shown),
    )


def _export(person: Person) -> Iterable[Mapping[str, object]]:
    return [
        {
            "variant": one.variant,
            "kept": one.added_at,
            "channel": one.touchpoint,
            "amount": one.price.amount if one.price else None,
            "currency": one.price.currency if one.price else None,
            "per": one.price.per if one.price else None,
        }
        for one in list_favourites(person.leaves)
    ]


def _erase(person: Person, at: datetime) -> int:
    [gone] = call("favourites_erase", list(person.leaves))
    return int(gone)


# No words stand there, but what somebody likes is theirs: it is given out with the rest and goes with the rest.
store_of_words("favourites_favourite", ["touchpoint"], _export, _erase)
