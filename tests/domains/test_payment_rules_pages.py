"""Where an attempt goes by what a provider says, and how what is held is shared out."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.payments.rules import next_state, shares_taken

STATES = ("asked", "unknown", "waiting", "held", "taking", "freeing", "captured", "refused", "released")
SAID = ("captured", "refused", "unknown", "waiting", "held", "released")


def _after(was: str, *said: str) -> str:
    for one in said:
        was = next_state(was, one) or was
    return was


@pytest.mark.parametrize("was", STATES)
def test_money_that_was_taken_is_never_passed_over_and_never_taken_back(was: str) -> None:
    assert _after(was, "captured") == "captured"
    assert all(next_state("captured", said) is None for said in SAID)


@pytest.mark.parametrize("said", SAID)
def test_the_same_word_again_changes_nothing(said: str) -> None:
    for was in STATES:
        once = _after(was, said)
        assert _after(once, said) == once


def test_a_late_word_never_opens_again_what_has_ended() -> None:
    for ended in ("refused", "released"):
        assert [next_state(ended, said) for said in SAID] == ["captured", *[None] * 5]
    assert [next_state("taking", said) for said in ("waiting", "held", "unknown")] == [None] * 3
    assert [next_state("freeing", said) for said in ("waiting", "held", "unknown")] == [None] * 3


def test_words_in_any_order_come_to_the_same_end() -> None:
    for words in permutations(("waiting", "held", "captured")):
        assert _after("asked", *words) == "captured"
    for words in permutations(("waiting", "held")):
        assert _after("asked", *words, "released") == "released"


@given(st.lists(st.integers(1, 10**12), max_size=6), st.integers(-(10**6), 10**12))
def test_no_more_is_taken_than_is_held_or_owed_and_the_first_pay_first(held: list[int], owed: int) -> None:
    taken = shares_taken(held, owed)
    assert len(taken) == len(held) and sum(taken) == min(sum(held), max(owed, 0))
    assert all(0 <= part <= whole for part, whole in zip(taken, held, strict=True))
    for nth, part in enumerate(taken[1:], 1):
        assert part == 0 or taken[:nth] == held[:nth]
