"""Which variants are favourites of somebody, by the words of all leaves that are theirs."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.favourites.types import FavouriteWord

MOST_FAVOURITES = 200  # of one person, when another is to be put there
MOST_WORDS = 2 * MOST_FAVOURITES  # of one leaf, those that took something out included
PUT_BACK = timedelta(hours=1)  # so long taking out is undone: the price and the day of before are there again
_FORGOTTEN = timedelta(days=1)  # then a word that hides nothing need not be kept
_NEXT = timedelta(microseconds=1)


def standing(words: Iterable[FavouriteWord]) -> list[FavouriteWord]:
    """What is a favourite by these words, the one put there last first; each variant once, as it was put there first.

    A word that takes out stands against every word before it, whichever leaf said it. So what one leaf takes out of
    another's is there again when the two turn out to be two people.
    """
    kept = list(words)
    gone = last_gone(kept)
    found: dict[UUID, FavouriteWord] = {}
    for one in sorted((word for word in kept if word.stands), key=_since):
        if one.variant not in gone or _at(one) > gone[one.variant]:
            found.setdefault(one.variant, one)
    return sorted(found.values(), key=_since, reverse=True)


def last_gone(words: Iterable[FavouriteWord]) -> dict[UUID, datetime]:
    """When each variant was last taken out; those that never were are left out."""
    gone: dict[UUID, datetime] = {}
    for one in words:
        if one.gone_at is not None:
            gone[one.variant] = max(gone.get(one.variant, one.gone_at), one.gone_at)
    return gone


def may_be_put_back(words: Iterable[FavouriteWord], variant: UUID, at: datetime) -> bool:
    """Whether it was taken out a moment ago, so that putting it there is undoing that."""
    gone = last_gone(words).get(variant)
    return gone is not None and gone >= at - PUT_BACK


def put_at(words: Sequence[FavouriteWord], variant: UUID, at: datetime) -> datetime:
    """The instant of a new word that puts there: after all that took it out, whatever their clocks said."""
    gone = last_gone(words).get(variant)
    return at if gone is None or gone < at else gone + _NEXT


def take_at(words: Sequence[FavouriteWord], variant: UUID, at: datetime) -> datetime:
    """The instant of a new word that takes out: not before any that put it there."""
    return max([at, *(_at(one) for one in words if one.variant == variant and one.stands)])


def needless(words: Sequence[FavouriteWord], leaf: UUID, at: datetime) -> list[UUID]:
    """The leaf's words that took out what nobody else of the person put there, too long ago to be undone."""
    others = {one.variant for one in words if one.leaf != leaf and one.stands}
    return [
        one.id
        for one in words
        if one.leaf == leaf and one.gone_at and one.gone_at < at - _FORGOTTEN and one.variant not in others
    ]


def _since(word: FavouriteWord) -> tuple[datetime, UUID]:
    return _at(word), word.id


def _at(word: FavouriteWord) -> datetime:
    assert word.added_at is not None, "a word that stands was put there"
    return word.added_at
