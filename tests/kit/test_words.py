"""Words are said in the reader's language with fallbacks, gaps are seen, and every store of words registers once."""

from collections.abc import Iterator

import pytest

from prilavok.kit import words
from prilavok.kit.errors import Refused


def test_words_are_said_in_the_first_language_that_has_any() -> None:
    chair = {"ru": "Стул", "kk": "Орындық"}
    assert words.say(chair, "kk") == "Орындық"
    assert words.say(chair, "kk-KZ") == words.say(chair, "kk_KZ") == "Орындық"
    assert words.say(chair, "en") == "Стул"
    assert words.say(chair, "en", ("kk", "ru")) == "Орындық"
    assert words.say({"en": "Chair"}, "ru", ("ru",)) == "Chair"
    assert words.say({"ru": "", "en": "Chair"}, "ru") == "Chair"
    assert words.say({}, "ru") == ""
    assert words.gaps(chair) == ("en",)
    assert words.gaps({"ru": "", "en": "x"}, ("ru", "en")) == ("ru",)


def test_words_are_checked_before_they_are_stored() -> None:
    assert words.check_words({"ru": " Стул ", "en": " "}) == {"ru": "Стул"}
    for given, needed, code in (
        ({"de": "Stuhl"}, (), "words.language"),
        ({"ru": 5}, (), "words.not_text"),
        ({"ru": "a\x00b"}, (), "words.not_text"),
        ({"ru": "x" * 11}, (), "words.too_long"),
        ({"ru": "Стул", "kk": " "}, ("kk",), "words.missing"),
    ):
        with pytest.raises(Refused) as refusal:
            words.check_words(given, needed=needed, longest=10)
        assert refusal.value.code == code


@pytest.fixture
def own_register(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(words, "_stores", {})
    monkeypatch.setattr(words, "_wordless", {})
    yield


@pytest.mark.usefixtures("own_register")
def test_every_store_registers_once() -> None:
    kept = words.store_of_words("b", ["body"], lambda person: [], lambda person, at: 0, why_kept="law")
    first = words.store_of_words("a", ["name", "note"], lambda person: [], lambda person, at: 0)
    stated = words.wordless("a", ["kind"], "a code from a closed list")
    assert words.stores() == (first, kept)
    assert words.wordless_columns() == (stated,)
    assert words.registered_columns("a") == {"name", "note", "kind"}
    assert words.registered_columns("nothing") == set()
    with pytest.raises(ValueError, match="twice"):
        words.wordless("a", ["name"], "x")
    with pytest.raises(ValueError, match="twice"):
        words.store_of_words("a", ["kind"], lambda person: [], lambda person, at: 0)
    with pytest.raises(ValueError, match="reason"):
        words.wordless("c", ["x"], " ")
    with pytest.raises(ValueError, match="list"):
        words.wordless("c", "name", "a bare string would be read letter by letter")
    assert words.registered_columns("c") == set()
