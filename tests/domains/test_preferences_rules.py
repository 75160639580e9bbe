"""Which of one person's words on a preference holds, and what may be said."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from prilavok.domains.customers.rules.preferences import is_fit, said_after, standing
from prilavok.domains.customers.types.preferences import NewPreference, PreferenceKind, Preferences, PreferenceWord

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERS, HIS = UUID(int=1), UUID(int=2)


def word(nth: int, leaf: UUID, kind: PreferenceKind, value: str, name: str = "", minutes: int = 0) -> PreferenceWord:
    said_at = AT + timedelta(minutes=minutes)
    return PreferenceWord(UUID(int=nth), leaf, kind, name, value, "own_page", "leaf", leaf, said_at)


def test_the_last_word_holds_whichever_leaf_said_it_and_a_separation_leaves_each_their_own() -> None:
    hers = word(1, HERS, "reach", "write")
    his = word(2, HIS, "reach", "call", minutes=5)
    assert standing([his, hers]) == [his] and standing([hers]) == [hers]
    taken_back = word(3, HIS, "reach", "", minutes=9)
    assert standing([hers, taken_back]) == []
    shoes, ring = word(4, HERS, "size", "38", "shoes"), word(5, HIS, "size", "17", "ring")
    assert standing([shoes, ring, hers]) == [hers, ring, shoes]


def test_a_new_word_comes_after_all_that_were_said_of_the_same() -> None:
    later = word(1, HERS, "reach", "write", minutes=3)
    assert said_after([later], NewPreference("reach", "call"), AT) == later.said_at + timedelta(microseconds=1)
    assert said_after([later], NewPreference("channel", "sms"), AT) == AT


def test_an_address_that_is_no_more_is_no_default() -> None:
    kept = Preferences((word(1, HERS, "address", "Абая 10", "home"), word(2, HERS, "default", "work")))
    assert kept.default == ""
    assert Preferences((*kept.words[:1], word(2, HERS, "default", "home"))).default == "home"


@pytest.mark.parametrize(
    ("kind", "value", "name", "fit"),
    [
        ("reach", "write", "", True),
        ("reach", "shout", "", False),
        ("reach", "write", "home", False),
        ("channel", "telegram", "", True),
        ("channel", "phone", "", False),
        ("size", "x" * 40, "shoes", True),
        ("size", "x" * 41, "shoes", False),
        ("size", "17", "nose", False),
        ("address", "x" * 300, "home", True),
        ("address", "x" * 301, "home", False),
        ("address", "Абая 10", "", False),
        ("address", "Абая\x0010", "home", False),
        ("default", "home", "", True),
    ],
)
def test_what_may_be_said(kind: PreferenceKind, value: str, name: str, fit: bool) -> None:
    assert is_fit(NewPreference(kind, value, name)) is fit
