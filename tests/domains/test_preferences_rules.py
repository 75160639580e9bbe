"""Which of one person's words on a preference holds, and what may be said."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from prilavok.domains.customers.rules.preferences import (
    could_be_born,
    is_fit,
    list_may_say,
    name_of_listed,
    said_after,
    standing,
)
from prilavok.domains.customers.types.preferences import (
    NewPreference,
    PreferenceKind,
    Preferences,
    PreferenceSource,
    PreferenceWord,
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERS, HIS = UUID(int=1), UUID(int=2)


def word(
    nth: int, leaf: UUID, kind: PreferenceKind, value: str, name: str = "", minutes: int = 0,
    source: PreferenceSource = "own_page",
) -> PreferenceWord:  # fmt: skip
    said_at = AT + timedelta(minutes=minutes)
    return PreferenceWord(UUID(int=nth), leaf, kind, name, value, source, "leaf", leaf, said_at)


def listed(nth: int, kind: PreferenceKind, value: str, name: str = "", minutes: int = 0) -> PreferenceWord:
    return word(nth, HIS, kind, value, name, minutes, "list")


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
        ("born", "1990-05-17", "", True),
        ("born", "", "", True),
        ("born", "1990-02-30", "", False),
        ("born", "19900517", "", False),
        ("born", "17.05.1990", "", False),
        ("born", "1990-05-17", "home", False),
    ],
)
def test_what_may_be_said(kind: PreferenceKind, value: str, name: str, fit: bool) -> None:
    assert is_fit(NewPreference(kind, value, name)) is fit


def test_what_a_list_said_gives_way_to_any_word_of_theirs_or_of_staff_also_an_earlier_one() -> None:
    told, own = listed(1, "born", "1980-01-01", minutes=9), word(2, HERS, "born", "1990-05-17")
    assert standing([told]) == [told] and standing([told, own]) == [own]
    assert standing([told, word(3, HERS, "born", "")]) == [], "what they took back no list brings again"
    later = listed(4, "born", "1981-01-01", minutes=10)
    assert standing([told, later]) == [later], "of lists the last"


def test_a_list_may_say_what_nobody_spoke_of_and_no_list_said_so_before() -> None:
    born, home = NewPreference("born", "1990-05-17"), NewPreference("address", "Абая 10", "дом")
    assert list_may_say([], born) and list_may_say([], home)
    assert list_may_say([listed(1, "born", "1980-01-01")], born)
    assert not list_may_say([listed(1, "born", "1990-05-17")], born), "said again nothing changes"
    for theirs in ("1970-01-01", "1990-05-17", ""):
        assert not list_may_say([word(1, HERS, "born", theirs)], born)
        assert not list_may_say([word(1, HERS, "born", theirs, source="staff")], born)
    for called in ("дом", "Дом", "үй", "home"):
        assert not list_may_say([word(1, HERS, "address", "Достык 5", called)], home)
    assert not list_may_say([word(1, HERS, "address", "", "home")], home), "taken back"
    assert not list_may_say([word(1, HERS, "address", "абая 10", "дача")], home), "it is there by another name"
    assert list_may_say([word(1, HERS, "address", "Достык 5", "дача")], home)
    before = listed(1, "address", "Достык 5", "дом")
    assert list_may_say([before], home)
    assert not list_may_say([before, word(2, HERS, "default", "дом")], home), "they chose that very address"


def test_a_list_brings_no_address_beyond_those_anybody_may_keep() -> None:
    ten = [word(nth, HERS, "address", f"Абая {nth}", f"{nth}") for nth in range(10)]
    home = NewPreference("address", "Достык 5", "дом")
    assert list_may_say(ten[:9], home) and not list_may_say(ten, home)
    assert list_may_say([*ten[:9], listed(11, "address", "Достык 6", "дом")], home), "it takes its own place"


def test_the_address_of_a_list_is_called_home_in_their_language_and_keeps_its_name() -> None:
    assert [name_of_listed([], one) for one in ("ru", "kk", "en", "")] == ["дом", "үй", "home", "дом"]
    assert name_of_listed([listed(1, "address", "Абая 10", "үй")], "ru") == "үй"


@pytest.mark.parametrize(
    ("day", "could"),
    [
        (date(1899, 12, 31), False),
        (date(1900, 1, 1), True),
        (AT.date(), True),
        (date(2026, 3, 3), False),
    ],
)
def test_who_lives_was_born_in_1900_or_later_and_not_in_days_to_come(day: date, could: bool) -> None:
    assert could_be_born(day, AT) is could


def test_a_day_that_has_begun_somewhere_is_no_day_to_come() -> None:
    evening = datetime(2026, 3, 2, 19, 30, tzinfo=UTC)
    assert could_be_born(date(2026, 3, 3), evening) and not could_be_born(date(2026, 3, 4), evening)
