"""A basket priced again is not evaluated again, and never told another answer than a fresh one."""

from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.price_world import DAY, MONDAY, made_basket, made_book, named

from prilavok.domains.promotions.queries import price_alone, price_basket, unchanged
from prilavok.domains.promotions.rules import price, price_each, rulebook
from prilavok.domains.promotions.types.pricing import Basket, Buyer, Rulebook

_change = msgspec.structs.replace


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    for memory in (unchanged._priced, unchanged._each):
        memory._answers.clear()
    yield


def _moved(basket: Basket, at: int) -> Basket:
    since = at - MONDAY
    return _change(basket, at=at, weekday=since // DAY % 7, minute=since % DAY // 60_000)


@settings(max_examples=60, deadline=None)
@given(seed=some.integers(0, 10**6), steps=some.lists(some.integers(0, 10**9), min_size=1, max_size=12))
def test_at_every_instant_it_is_the_fresh_answer(seed: int, steps: list[int]) -> None:
    draw = Random(seed)
    book = made_book(draw, promotions=8)
    basket = made_basket(draw, book)
    instants, minutes = unchanged._turns_of(book)
    days = [basket.at - basket.at % DAY + day * DAY for day in (0, 1)]
    edges = [*instants, *(day + minute * 60_000 for day in days for minute in minutes), basket.at]
    for step in steps:
        # Around each instant at which something begins or ends: the moment before, the moment itself, a while after.
        at = edges[step % len(edges)] + (-60_000, -1, 0, 1, 59_999, 3_600_000)[step // len(edges) % 6]
        asked = _moved(basket, at)
        assert price_basket(asked, book) == price(asked, book)
        assert price_alone(asked, book) == price_each(asked, book)


def _asked_of_the_engine(monkeypatch: pytest.MonkeyPatch) -> list[Basket]:
    asked: list[Basket] = []

    def counted(basket: Basket, book: Rulebook) -> Any:
        asked.append(basket)
        return price(basket, book)

    monkeypatch.setattr(unchanged._priced, "_ask", counted)
    return asked


def test_an_unchanged_basket_is_evaluated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = Random(3)
    book = made_book(draw, promotions=20)
    basket = made_basket(draw, book, lines=3)
    asked = _asked_of_the_engine(monkeypatch)
    first = price_basket(basket, book)
    assert price_basket(basket, book) is first
    assert price_basket(basket, rulebook(book.promotions)) is first
    assert len(asked) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"touchpoint": "app"},
        {"place": named("place", 77)},
        {"currency": "RUB"},
        {"step": 7},
        {"explain": True},
        {"customer": Buyer(True, 5, ())},
        {"left": {named("promotion", 1): 0}},
        {"rights": ()},
        {"lists": ()},
        {"lines": ()},
    ],
)
def test_whatever_is_another_fact_is_another_question(change: dict[str, Any]) -> None:
    draw = Random(11)
    book = made_book(draw, promotions=20)
    basket = _change(made_basket(draw, book, lines=3), explain=False, left={}, step=1)
    assert basket.rights and basket.lists
    other = _change(basket, **change)
    assert unchanged.question_of(other, book) != unchanged.question_of(basket, book)
    less = rulebook(book.promotions[1:])
    assert unchanged.question_of(basket, less) != unchanged.question_of(basket, book)


def test_the_memory_has_an_end() -> None:
    draw = Random(5)
    book = rulebook(())
    basket = made_basket(draw, book, lines=1)
    for step in range(unchanged._MOST + 20):
        price_basket(_change(basket, step=step + 1), book)
    assert len(unchanged._priced._answers) == unchanged._MOST
