"""A basket that is priced again while nothing of it has changed is not evaluated again.

What the engine says depends on the book, on the facts of the basket and on which promotions are open by their time. The
facts are read anew each time, so that another price, a use more or less, a person who became known or another segment
is another question. Of the time only what it opens and closes matters: between two instants (and two minutes of a day,
on one weekday) at which some promotion of the book begins or ends, equal facts have equal answers.
"""

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import Generic, TypeVar

import msgspec

from prilavok.domains.promotions.rules import price, price_each
from prilavok.domains.promotions.types.pricing import Basket, Priced, Rulebook

Answer = TypeVar("Answer")
_MOST = 500  # answers of a kind that a process remembers; the longest unasked goes first
_turns: dict[str, tuple[list[int], list[int]]] = {}


class _Remembered(Generic[Answer]):
    """What a rule said, for as long as it is asked the same; used by all threads of a process."""

    def __init__(self, ask: Callable[[Basket, Rulebook], Answer]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()

    def __call__(self, basket: Basket, book: Rulebook) -> Answer:
        question = question_of(basket, book)
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                return self._answers[question]
        answer = self._ask(basket, book)
        with self._lock:
            self._answers[question] = answer
            if len(self._answers) > _MOST:
                self._answers.popitem(last=False)
        return answer


def price_again(basket: Basket, book: Rulebook) -> Priced:
    """What rules.price says."""
    return _priced(basket, book)


def price_each_again(basket: Basket, book: Rulebook) -> list[Priced]:
    """What rules.price_each says."""
    return list(_each(basket, book))


def question_of(basket: Basket, book: Rulebook) -> bytes:
    """A digest that is another wherever the answer may be another."""
    instants, minutes = _turns_of(book)
    phase = bisect_right(instants, basket.at), bisect_right(minutes, basket.minute), basket.weekday
    timeless = msgspec.structs.replace(basket, at=0, weekday=0, minute=0)
    return sha256(f"{book.name} {phase} ".encode() + msgspec.json.encode(timeless)).digest()


def _turns_of(book: Rulebook) -> tuple[list[int], list[int]]:
    """The instants, and the minutes of a day, at which some promotion of the book begins or ends."""
    known = _turns.get(book.name)
    if known is None:
        rules = book.promotions
        instants = {turn for one in rules for turn in (one.since, one.until) if turn is not None}
        minutes = {turn for one in rules for turn in one.conditions.minutes}
        known = sorted(instants), sorted(minutes)
        if len(_turns) >= 8:  # the book of now, and a few that are tried or were
            _turns.clear()
        _turns[book.name] = known
    return known


_priced, _each = _Remembered(price), _Remembered(price_each)
