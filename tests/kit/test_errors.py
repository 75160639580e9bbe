"""Failures carry a stable code, a sentence in the reader's language and their facts."""

import pytest

from prilavok.kit.errors import NotFound, OutsideFailed, Refused, Said


def test_a_refusal_speaks_and_is_known_by_its_code() -> None:
    refusal = Refused("stock.short", "Only %(left)s left.", left=3)
    assert (refusal.code, refusal.facts) == ("stock.short", {"left": 3})
    assert refusal.say() == "Only 3 left."
    assert refusal.say({"Only %(left)s left.": "Осталось %(left)s."}.__getitem__) == "Осталось 3."
    assert str(refusal) == "stock.short: Only 3 left."
    assert not isinstance(refusal, NotFound)


def test_a_sentence_is_translated_when_it_is_said() -> None:
    from django.utils import translation
    from django.utils.translation import gettext_lazy

    refusal = Refused("x.y", gettext_lazy("Monday"))
    with translation.override("ru"):
        assert refusal.say() == "Понедельник"
    with translation.override("en"):
        assert refusal.say() == "Monday"


def test_a_percent_sign_without_facts_is_itself() -> None:
    assert Refused("x", "100% sold").say() == "100% sold"


@pytest.mark.parametrize("code", ["", "Stock", "stock short", "stock.", "stock..short", "склад"])
def test_codes_are_slugs(code: str) -> None:
    with pytest.raises(ValueError, match="slug"):
        Said(code, "x")


def test_the_outside_fails_in_three_ways() -> None:
    failure = OutsideFailed("temporary", "outside.refused", "%(host)s", status=429, body=b"{}", retry_after=7, host="a")
    assert (failure.outcome, failure.status, failure.body, failure.retry_after) == ("temporary", 429, b"{}", 7)
    assert failure.facts == {"host": "a"}
    assert str(failure) == "temporary outside.refused: a"
