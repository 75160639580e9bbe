"""What is a favourite by the words of several leaves; any order of the same words gives the same answer."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.favourites.rules import (
    PUT_BACK,
    last_gone,
    may_be_put_back,
    needless,
    put_at,
    standing,
    take_at,
)
from prilavok.domains.favourites.types import FavouriteWord

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
HERS, HIS = UUID(int=1), UUID(int=2)
MILK, TEA = UUID(int=11), UUID(int=12)
_nths = iter(range(100, 10**9))


def word(leaf: UUID, variant: UUID, added: int | None, gone: int | None = None) -> FavouriteWord:
    def at(minutes: int | None) -> datetime | None:
        return None if minutes is None else T0 + timedelta(minutes=minutes)

    return FavouriteWord(UUID(int=next(_nths)), leaf, variant, at(added), at(gone), "site", None, None, None)


def test_each_variant_once_as_it_was_put_there_first_the_latest_first() -> None:
    first, again, tea = word(HERS, MILK, 1), word(HIS, MILK, 5), word(HIS, TEA, 3)
    assert standing([again, tea, first]) == [tea, first]
    assert standing([again]) == [again]


def test_a_no_stands_against_what_was_said_before_whoever_said_it() -> None:
    his, her_no = word(HIS, MILK, 1), word(HERS, MILK, None, 5)
    assert standing([his, her_no]) == []
    assert standing([his]) == [his], "without her word it is there again"
    later = word(HIS, MILK, 6)
    assert standing([later, her_no]) == [later]
    assert standing([word(HIS, MILK, 5), her_no]) == [], "at the same instant the no holds"
    assert standing([word(HERS, MILK, 1, 2)]) == []


def test_a_new_word_stands_after_what_it_goes_against_whatever_the_clocks_say() -> None:
    at = T0 + timedelta(minutes=4)
    assert put_at([word(HERS, MILK, None, 5)], MILK, at) == T0 + timedelta(minutes=5, microseconds=1)
    assert put_at([word(HERS, MILK, None, 3), word(HERS, TEA, None, 9)], MILK, at) == at
    assert take_at([word(HIS, MILK, 6), word(HIS, TEA, 9)], MILK, at) == T0 + timedelta(minutes=6)
    assert take_at([word(HIS, MILK, 3)], MILK, at) == at


def test_only_what_was_taken_out_a_moment_ago_is_put_back() -> None:
    words = [word(HERS, MILK, 0, 10)]
    assert last_gone(words) == {MILK: T0 + timedelta(minutes=10)}
    assert may_be_put_back(words, MILK, T0 + timedelta(minutes=10) + PUT_BACK)
    assert not may_be_put_back(words, MILK, T0 + timedelta(minutes=11) + PUT_BACK)
    assert not may_be_put_back(words, TEA, T0 + timedelta(minutes=10))


def test_a_word_is_needless_once_it_hides_nothing_and_is_old() -> None:
    at = T0 + timedelta(days=2)
    old, hides = word(HERS, TEA, 0, 1), word(HERS, MILK, None, 1)
    assert needless([old, hides, word(HIS, MILK, 0)], HERS, at) == [old.id]
    assert needless([old], HERS, T0 + timedelta(hours=23)) == []
    assert needless([old], HIS, at) == [], "another leaf's words are its own"


words_told = st.lists(
    st.builds(
        word,
        st.sampled_from([HERS, HIS]),
        st.sampled_from([MILK, TEA]),
        st.integers(0, 5),
        st.none() | st.integers(0, 5),
    ),
    max_size=8,
)


@given(words_told, st.randoms())
def test_the_order_of_reading_says_nothing_and_the_old_hide_nothing(words: list[FavouriteWord], chance: Random) -> None:
    shuffled = list(words)
    chance.shuffle(shuffled)
    assert standing(shuffled) == standing(words)
    at = T0 + timedelta(days=3)
    for leaf in (HERS, HIS):
        gone = set(needless(words, leaf, at))
        kept = [one for one in words if one.id not in gone]
        # One leaf has one word on a variant: what is needless of it hides nothing of its own.
        if len({(one.leaf, one.variant) for one in words}) == len(words):
            assert standing(kept) == standing(words)
